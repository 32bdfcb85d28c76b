import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Position } from '@liandong/shared/wire/fix'

const ROOT = join(import.meta.dirname, '..')

/** The built server as a process of its own, on its own data, as a journey starts, kills and asks it. */
export interface ServerProcess {
  /** Port of this machine; the same after a restart. */
  readonly port: number
  /** Starts it and waits until `/readyz` says yes. Answers how many ms that took from the start of the process. */
  start(): Promise<number>
  /** As a power cut ends it: no word to anybody, its database goes on alone. */
  kill(): Promise<void>
  /** Ends it in good order; the data stays. */
  stop(): Promise<void>
  get<T>(path: string): Promise<T>
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

/** Prepares a server with the demonstration's doors; `demo` `still` moves nothing by itself. */
export function serverProcess(demo: 'still' | 'on' = 'still', district = 'wucheng'): ServerProcess {
  const folder = mkdtempSync(join(tmpdir(), 'liandong-e2e-'))
  // As root the database runs as another user, who must be able to pass through.
  chmodSync(folder, 0o755)
  let port = 0
  let child: ChildProcess | null = null
  let tokens: Record<string, string> | null = null
  let serial = 0
  const url = (path: string) => `http://127.0.0.1:${port}${path}`

  async function request<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(url(path), init)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const post = <T>(path: string, body: object, headers: Record<string, string> = {}) =>
    request<T>(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = child
    child = null
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    ending.kill(signal)
    await once(ending, 'exit')
  }

  return {
    get port() {
      return port
    },
    async start() {
      const began = performance.now()
      const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: join(folder, 'data'), DISTRICT: district, DEMO: demo, LOG_LEVEL: 'error', DATABASE_URL: '', REDIS_URL: '' }
      child = spawn(process.execPath, [join(ROOT, 'server/dist/main.js')], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'pipe'] })
      port = await portOf(child)
      while (!(await fetch(url('/readyz')).then((r) => r.ok, () => false))) await new Promise((resolve) => setTimeout(resolve, 20))
      return performance.now() - began
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    get: request,
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
      tokens ??= (await request<{ tokens: Record<string, string> }>('/demo/access')).tokens
      await post('/ingest/positions', { positions }, { authorization: `Bearer ${tokens[source] ?? ''}` })
    },
    async close() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The port it says it serves on; what it says before ending goes to whoever waits. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
      const found = /serves http:\/\/[^\s:]+:(\d+)/.exec(said)?.[1]
      if (found) resolve(Number(found))
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
}
