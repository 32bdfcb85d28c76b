import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Position } from '@liandong/shared/wire/fix'
import { processesIn, signal } from '../../../server/src/platform/processes'
import { embeddedUrl } from './checkLog'
import { demoSeat, fromSeat } from './seat'
import { seatAhead } from './seatAhead'

const ROOT = join(import.meta.dirname, '../../..')

/** The server with its fail-points (`server/src/platform/failPoint.ts`), for `ServerOptions.main`. */
export const PROOF_MAIN = 'server/dist-proof/main.js'

/** The built server as a process of its own, on its own data, as a journey or a proof starts, kills and asks it. */
export interface ServerProcess {
  /** Port of this machine; the same after a restart. */
  readonly port: number
  /** Of its inner listener: figures and details of health. Another one after each start. */
  readonly innerPort: number
  /** Process id while it runs, otherwise 0. */
  readonly pid: number
  /** Folder of its data; the ingest tokens lie there. */
  readonly dataDir: string
  /** The seat from which everything here is asked, as text of a `Cookie` header; taken at the first start and kept through kills. */
  readonly cookie: string
  /**
   * Starts it and waits until `/readyz` says yes. Answers how many ms that took from the start of the process; throws when it
   * ends before. The first time a seat is taken then: a first start stays one on an empty folder. `env` is for this start alone, such as `FAIL_POINTS`.
   */
  start(env?: Record<string, string>): Promise<number>
  /** Whether the process that was started last has ended. */
  hasEnded(): boolean
  /** Settles when the process that runs now has ended, whoever ended it; at once when none runs. */
  ended(): Promise<void>
  /** SIGKILL: no word to anybody, its embedded database goes on alone. */
  kill(): Promise<void>
  /** SIGKILL to the server and to every process of its embedded database, as when the machine's power goes but the disk stays. */
  killWithDatabase(): Promise<void>
  /** Stops it in the middle of whatever it does (SIGSTOP), until `thaw`. */
  freeze(): void
  thaw(): void
  /** Ends it in good order; the data stays. */
  stop(): Promise<void>
  get<T>(path: string): Promise<T>
  /** What the inner listener answers. */
  inner<T>(path: string): Promise<T>
  post<T>(path: string, body: object, headers?: Record<string, string>): Promise<T>
  /** A command that must be accepted; answers what the door answered. */
  command(type: string, body: object): Promise<Record<string, string | number>>
  /** Moves the scenario's clock forward. */
  advance(ms: number): Promise<void>
  /** Sends positions of a source with its own token. */
  positions(source: string, positions: Position[]): Promise<void>
  /** Ends it in good order and removes its data. */
  close(): Promise<void>
}

export interface ServerOptions {
  /** `off` is `serve`; `still` has the demonstration's doors and moves nothing by itself. */
  demo?: 'still' | 'on' | 'off'
  district?: string
  /** A database and a bus of the caller's instead of the embedded ones. */
  databaseUrl?: string
  redisUrl?: string
  /** More for its environment, such as fail-points. */
  env?: Record<string, string>
  /** Arguments of Node before the script. */
  nodeArgs?: string[]
  /** The built server, relative to the checkout unless it stands in an installation of its own. */
  main?: string
  /** A data folder of the caller's, which stays when the server is closed; otherwise a new one. */
  dataDir?: string
  /** A seat that is taken already, such as one for several servers of a database. */
  cookie?: string
}

/** The server knows a person it was given beside it within a second. */
const SEATED_MS = 10_000

/** Prepares a server on a new empty folder; nothing runs before `start`. */
export function serverProcess({ demo = 'still', district = 'wucheng', databaseUrl = '', redisUrl = '', env: more = {}, nodeArgs = [], main = 'server/dist/main.js', dataDir: given, cookie: taken = '' }: ServerOptions = {}): ServerProcess {
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'liandong-server-')) : null
  // As root the database runs as another user, who must be able to pass through.
  if (folder) chmodSync(folder, 0o755)
  const dataDir = given ?? join(folder!, 'data')
  let port = 0
  let innerPort = 0
  let child: ChildProcess | null = null
  let tokens: Record<string, string> | null = null
  let serial = 0
  let cookie = taken
  const url = (path: string) => `http://127.0.0.1:${port}${path}`

  async function request<T>(path: string, init?: RequestInit, at = port): Promise<T> {
    const headers = new Headers(init?.headers)
    // Whoever comes with a token speaks for a feed; the inner listener knows nobody.
    if (at === port && cookie !== '' && !headers.has('authorization')) for (const [name, value] of Object.entries(fromSeat(cookie))) headers.set(name, value)
    const answer = await fetch(`http://127.0.0.1:${at}${path}`, { ...init, headers })
    if (!answer.ok) throw Object.assign(new Error(`${path} answered ${answer.status}: ${await answer.text()}`), { status: answer.status })
    return (await answer.json()) as T
  }
  const post = <T>(path: string, body: object, headers: Record<string, string> = {}) =>
    request<T>(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

  /** Takes a seat: somebody of the demonstration's cast, otherwise a person of our own. Not held until the door opens to it. */
  async function sit(started: ChildProcess): Promise<void> {
    const mine = demo === 'off' ? await seatAhead({ dataDir, databaseUrl: databaseUrl || embeddedUrl(dataDir) }) : await demoSeat(url(''))
    const opens = () => fetch(url('/api/district'), { headers: { cookie: mine } }).then((r) => r.ok, () => false)
    for (const late = performance.now() + SEATED_MS; !(await opens()); await pause(20)) {
      if (hasEnded(started) || performance.now() > late) throw new Error('the server knows nobody on the seat that was taken')
    }
    cookie = mine
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = child
    child = null
    if (!ending || hasEnded(ending)) return
    ending.kill(signal)
    await once(ending, 'exit')
  }

  return {
    get port() {
      return port
    },
    get innerPort() {
      return innerPort
    },
    get pid() {
      return child?.pid ?? 0
    },
    dataDir,
    get cookie() {
      return cookie
    },
    async start(armed = {}) {
      const began = performance.now()
      const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', INNER_PORT: '0', INNER_HOST: '127.0.0.1', TLS: 'off', DATA_DIR: dataDir, DISTRICT: district, DEMO: demo, LOG_LEVEL: 'error', DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...more, ...armed }
      const started = (child = spawn(process.execPath, [...nodeArgs, resolve(ROOT, main)], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'pipe'] }))
      ;({ port, innerPort } = await portsOf(started))
      while (!(await fetch(url('/readyz')).then((r) => r.ok, () => false))) {
        if (hasEnded(started)) throw new Error('the server ended before it was ready')
        await pause(20)
      }
      const took = performance.now() - began
      if (cookie === '') await sit(started)
      return took
    },
    hasEnded: () => child === null || hasEnded(child),
    async ended() {
      const running = child
      if (running && !hasEnded(running)) await once(running, 'exit')
    },
    kill: () => end('SIGKILL'),
    async killWithDatabase() {
      // Stopped first, so that it can't put its database up again. Its own children only: they stand in its own folder.
      child?.kill('SIGSTOP')
      for (const pid of databasePids(dataDir)) signal(pid, 'SIGKILL')
      await end('SIGKILL')
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
    get: (path) => request(path),
    inner: (path) => request(path, undefined, innerPort),
    post,
    async command(type, body) {
      const answer = await post<CommandAnswer>('/api/commands', { v: 1, id: `e2e-${process.pid}-${++serial}`, type, body })
      if (!answer.ok) throw new Error(`${type} was refused: ${JSON.stringify(answer)}`)
      return answer.answer
    },
    async advance(ms) {
      const { now } = await request<{ now: number }>('/demo/clock')
      await post('/demo/clock', { origin: Math.round(now + ms), rate: 1, source: 'demo' })
    },
    async positions(source, positions) {
      tokens ??= JSON.parse(readFileSync(join(dataDir, 'ingest-tokens.json'), 'utf8')) as Record<string, string>
      const send = () => post('/ingest/positions', { positions }, { authorization: `Bearer ${tokens![source] ?? ''}` })
      // A server that falls behind turns positions away; a feed comes again.
      await send().catch(async (e: Error) => {
        if (!e.message.includes('answered 503')) throw e
        await pause(2000)
        return send()
      })
    },
    async close() {
      await end('SIGTERM')
      if (folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** The ports it says it serves on; what it says before ending goes to whoever waits. */
function portsOf(child: ChildProcess): Promise<{ port: number; innerPort: number }> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
      const port = /serves http:\/\/[^\s:]+:(\d+)/.exec(said)?.[1]
      const inner = /Figures and health.* http:\/\/[^\s:]+:(\d+)\s/.exec(said)?.[1]
      if (port && inner) resolve({ port: Number(port), innerPort: Number(inner) })
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
}

/** Processes of the embedded database under a data folder; empty when there is none. */
export function databasePids(dataDir: string): number[] {
  try {
    return processesIn(realpathSync(join(dataDir, 'postgres')))
  } catch {
    return []
  }
}
