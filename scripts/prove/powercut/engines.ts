import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { accountForPostgres } from '../../../server/src/platform/postgresBinaries'
import { CLEAN_ENV } from '../../../server/src/platform/postgresFolder'
import { processesIn, signal, until } from '../../../server/src/platform/processes'
import { runOnce } from '../../../server/src/platform/testing/cluster'
import { embeddedUrl } from '../rig/checkLog'
import { databasePids } from '../rig/serverProcess'

/** The database under the server: the embedded one, which the server starts itself, or an installed one started beside it. */
export interface EngineUnderTest {
  readonly name: 'embedded' | 'installed'
  /** For `DATABASE_URL`; empty for the embedded one. */
  url(): string
  /** Where tables can be read while the server runs. */
  readUrl(): string
  pids(): number[]
  /** What an operator's machine does at boot, with fsync on again where a bug had it off. */
  boot(): Promise<void>
  /** In good order. */
  stop(): Promise<void>
  /** Makes it acknowledge before it has written. */
  sabotage(): Promise<void>
}

export const embedded = (dataDir: string): EngineUnderTest => ({
  name: 'embedded', url: () => '', readUrl: () => embeddedUrl(dataDir), pids: () => databasePids(dataDir),
  boot: () => Promise.resolve(), stop: () => Promise.resolve(),
  sabotage: () => runOnce(embeddedUrl(dataDir),
    // Its own settings stand on the command line and win; those of a database win over them.
    'alter database liandong set synchronous_commit = off', "alter system set wal_writer_delay = '10s'", 'select pg_reload_conf()',
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'),
})

/** Programs of the newest PostgreSQL the distribution installed, or null. */
export function installedBinaries(): string | null {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return null
  const newest = readdirSync(root).map(Number).filter(Number.isFinite).sort((a, b) => b - a)[0]
  const bin = join(root, String(newest), 'bin')
  return newest !== undefined && newest >= 15 && existsSync(join(bin, 'initdb')) ? bin : null
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

/** A cluster of an installed PostgreSQL on the disk, with its settings as they come. */
export async function installed(disk: string, bin: string): Promise<EngineUnderTest> {
  const account = accountForPostgres()!
  const cluster = join(disk, 'cluster')
  const port = await freePort()
  const url = `postgres://liandong@127.0.0.1:${port}/liandong`
  let child: ChildProcess | null = null
  const ready = () => {
    try {
      return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
    } catch {
      return false
    }
  }
  const attempt = async (settings: string[]): Promise<string | null> => {
    let said = ''
    const started = (child = spawn(join(bin, 'postgres'), ['-D', cluster, '-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...settings], { cwd: '/', env: CLEAN_ENV, stdio: ['ignore', 'ignore', 'pipe'], ...account }))
    started.stderr.on('data', (b: Buffer) => (said = `${said}${b.toString('utf8')}`.slice(-2000)))
    // Closed and not only ended: its last words come after its end.
    const closed = once(started, 'close')
    const up = await until(() => started.exitCode !== null || (ready() && processesIn(cluster).length > 1), 60_000)
    if (up && started.exitCode === null) return null
    if (started.exitCode !== null) await closed
    return said || 'without a word'
  }
  const boot = async (settings: string[] = []) => {
    for (let tries = 1; ; tries++) {
      const said = await attempt(settings)
      if (said === null) return
      // Its port is fixed; somebody's outgoing connection may stand on it for a moment.
      if (tries >= 10 || !/could not bind|could not create any TCP/i.test(said)) throw new Error(`the installed PostgreSQL did not start: ${said}`)
      await pause(3_000)
    }
  }
  mkdirSync(cluster, { mode: 0o700 })
  chownSync(cluster, account.uid, account.gid)
  const made = spawnSync(join(bin, 'initdb'), ['-D', cluster, '-U', 'liandong', '--auth=trust', '--encoding=UTF8', '--locale=C'], { cwd: '/', env: CLEAN_ENV, encoding: 'utf8', ...account })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  await boot()
  await runOnce(`postgres://liandong@127.0.0.1:${port}/postgres`, 'create database liandong')
  return {
    name: 'installed', url: () => url, readUrl: () => url, pids: () => processesIn(cluster), boot: () => boot(['-c', 'fsync=on']),
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      signal(child.pid!, 'SIGINT')
      await once(child, 'exit')
    },
    sabotage: () => runOnce(url, 'alter system set fsync = off', 'select pg_reload_conf()'),
  }
}
