import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CannotStart } from './cannotStart'
import type { Log } from './log'
import type { Binaries } from './postgresBinaries'
import { CLEAN_ENV } from './postgresFolder'
import { isAlive, processesIn, signal, until } from './processes'
import type { Account } from './reach'

/** How long a clean stop may take before the database is told to drop everything. */
const STOP_MS = 20_000

/** Settings of the embedded database. The commit is the acknowledgement, so the first three are never off outside tests. */
const SETTINGS = {
  fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on',
  listen_addresses: '127.0.0.1', unix_socket_directories: '',
  // Enough for the pool, tools and a second node of a trial; each costs memory only when used.
  max_connections: '60', shared_buffers: '128MB', max_wal_size: '1GB',
  // Three fewer processes than the default; our reads come from memory.
  io_method: 'sync',
  timezone: 'UTC', log_timezone: 'UTC', log_line_prefix: '', log_min_messages: 'warning', log_statement: 'none',
}

/** A port of this machine that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

/** Ends what a killed server left running on the folder: asks, waits, insists. Its pid file goes with it. */
export async function endLeftovers(cluster: string, log: Log): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  const left = leftBehind(cluster, pidFile)
  if (left.length > 0) await endAll(left, log)
  // Under our own lock, and with nobody standing in the folder, what the file names is another program by now (after a reboot, in
  // a fresh container) or a zombie that nobody has fetched: PostgreSQL would take either for a postmaster and not start.
  if (process.platform === 'linux' && processesIn(realpathSync(cluster)).length === 0) rmSync(pidFile, { force: true })
}

async function endAll(left: number[], log: Log): Promise<void> {
  log.warn({ pids: left }, 'a database was left running by a server that was killed: ending it')
  const gone = () => left.every((pid) => !isAlive(pid))
  for (const [name, ms] of [['SIGINT', STOP_MS], ['SIGQUIT', 5000]] as const) {
    for (const pid of left) signal(pid, name)
    if (await until(gone, ms)) return
  }
  throw new CannotStart(`A database that was left running (process ${left.join(', ')}) does not end: end it by hand.`)
}

/** The postmaster named in its pid file, if it lives and stands in this folder, or else its orphaned children. */
function leftBehind(cluster: string, pidFile: string): number[] {
  const named = Number.parseInt(textOf(pidFile), 10)
  const here = processesIn(realpathSync(cluster))
  if (here.includes(named)) return [named]
  if (here.length > 0) return here
  // Elsewhere nobody can be seen standing in a folder.
  return process.platform !== 'linux' && named > 0 && isAlive(named) ? [named] : []
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A running postmaster. */
export interface Postmaster {
  port: number
  pid: number
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<void>
  /** Clean stop: running statements are broken off, everything committed is on disk. */
  stop(): Promise<void>
}

export interface PostmasterOptions {
  binaries: Binaries
  cluster: string
  account: Account | undefined
  log: Log
  /** A port to take again after a fall, so that the pool finds it; otherwise any. */
  port?: number
  /** Changes to the settings, for throw-away test clusters. */
  settings?: Record<string, string>
}

/** Starts the postmaster and waits until it takes connections. Throws `CannotStart` with what it said. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const tries = options.port === undefined ? 5 : 1
  for (let left = tries; ; left--) {
    const port = options.port ?? (await freePort())
    const outcome = await attempt(options, port)
    if ('postmaster' in outcome) return outcome.postmaster
    // Someone else may have taken the port between the probe and the start.
    if (left > 1 && /could not bind|TCP\/IP socket/i.test(outcome.said)) continue
    throw new CannotStart(`The database in ${options.cluster} did not start: ${outcome.said || 'it ended without a word'}`)
  }
}

function attempt(options: PostmasterOptions, port: number): Promise<{ postmaster: Postmaster } | { said: string }> {
  const settings = Object.entries({ ...SETTINGS, port: String(port), ...options.settings })
  const child = spawn(options.binaries.postgres, ['-D', options.cluster, ...settings.flatMap(([k, v]) => ['-c', `${k}=${v}`])], {
    // Its own group: Ctrl-C in a terminal must reach the server alone, which then stops the database last.
    cwd: '/', env: CLEAN_ENV, detached: true, stdio: ['ignore', 'ignore', 'pipe'], ...options.account,
  })
  const said: string[] = []
  return new Promise((resolve) => {
    const ended = new Promise<void>((end) => {
      child.on('error', (error) => {
        said.push(error.message)
        end()
      })
      child.on('exit', () => end())
    })
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      if (said.length > 20) said.shift()
      if (/^(ERROR|FATAL|PANIC|WARNING):/.test(line)) options.log.debug({ postgres: line }, 'database')
    })
    void ended.then(() => resolve({ said: said.join(' ').replace(/\s+/g, ' ').trim() }))
    void ready(options.cluster, child).then((yes) => {
      if (yes) resolve({ postmaster: handle(child, port, ended) })
    })
  })
}

/** The postmaster writes "ready" on the eighth line of its pid file; that needs no connection and no wait of its own. */
async function ready(cluster: string, child: ChildProcess): Promise<boolean> {
  const file = join(cluster, 'postmaster.pid')
  const gone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined
  const shown = () => {
    const lines = textOf(file).split('\n')
    return Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready'
  }
  // A long recovery after a crash is work, not a fault: no limit here, only the end of the process counts.
  await until(() => gone() || shown(), Infinity)
  return !gone()
}

function handle(child: ChildProcess, port: number, ended: Promise<void>): Postmaster {
  let stopping: Promise<void> | undefined
  const stop = async () => {
    child.kill('SIGINT')
    const insist = setTimeout(() => child.kill('SIGQUIT'), STOP_MS)
    await ended
    clearTimeout(insist)
  }
  return { port, pid: child.pid ?? 0, ended, stop: () => (stopping ??= stop()) }
}
