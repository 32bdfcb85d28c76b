import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'

// What a newcomer and the image do: an empty folder, an ordinary user, the commands of the README and of docker/Dockerfile.

const project = join(import.meta.dirname, '..')
/** Root lends itself the account nobody; anyone else is ordinary already. */
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const MINUTE = 60_000

let home: string
let root: string
const running: ChildProcess[] = []

function env(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(VITEST|TEST$|NODE_ENV$|npm_(?!config_(registry|cafile|https?_proxy|proxy|noproxy)$)|INIT_CWD)/.test(key)))
  return { ...clean, HOME: home, LOG_LEVEL: 'warn', ...more }
}

/** Copies what git knows, and nothing that is generated. */
function copyProject(): void {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: project, encoding: 'utf8', maxBuffer: 64e6 })
  for (const name of stdout.split('\0').filter((n) => n && existsSync(join(project, n)))) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    cpSync(join(project, name), join(root, name))
  }
}

function give(path: string): void {
  if (account.uid === undefined) return
  chownSync(path, account.uid, account.gid)
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) chownSync(join(entry.parentPath, entry.name), account.uid, account.gid)
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'liandong-clone-'))
  chmodSync(home, 0o755)
  root = join(home, 'liandong')
  mkdirSync(root)
  copyProject()
  writeFileSync(join(home, '.keep'), '')
  give(home)
}, MINUTE)
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  for (const pid of inCluster()) process.kill(pid, 'SIGQUIT')
  while (inCluster().length > 0) await pause(50)
  rmSync(home, { recursive: true, force: true })
}, MINUTE)

/** Processes of the embedded database: they stand in its folder. */
function inCluster(): number[] {
  const cluster = join(root, 'data/postgres')
  return readdirSync('/proc').filter((n) => /^\d+$/.test(n)).map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster
    } catch {
      return false
    }
  })
}

interface Ended { code: number | null; output: string; ms: number }

function launch(command: string, args: string[], more: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const began = performance.now()
  const child = spawn(command, args, { cwd: root, env: env(more), stdio: ['ignore', 'pipe', 'pipe'], ...account })
  running.push(child)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output, ms: performance.now() - began }))
  return { child, ended }
}

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return String(port)
}

const isReady = (port: string) => fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false)

/** Starts the server and waits until it is ready; fails with what it printed if it ends before. */
async function start(command: string, args: string[], more: Record<string, string> = {}): Promise<{ port: string; innerPort: string; child: ChildProcess; ended: Promise<Ended> }> {
  const port = await freePort()
  const innerPort = await freePort()
  const { child, ended } = launch(command, args, { ...more, PORT: port, INNER_PORT: innerPort })
  let early: Ended | undefined
  void ended.then((e) => (early = e))
  while (!(await isReady(port))) {
    if (early) throw new Error(`It ended before it was ready: ${early.output}`)
    await pause(100)
  }
  return { port, innerPort, child, ended }
}

it('installs and builds in an empty folder, and does neither twice', async () => {
  const first = await launch(process.execPath, ['scripts/boot.mjs', 'build']).ended
  expect(first.output).toMatch(/packages installed in .* s/)
  expect(first.output).toMatch(/server built in/)
  expect(first.code).toBe(0)
  expect(['client/dist/index.html', 'server/dist/main.js'].filter((path) => !existsSync(join(root, path)))).toEqual([])
  const second = await launch(process.execPath, ['scripts/boot.mjs', 'build']).ended
  expect(second).toMatchObject({ code: 0, output: '' })
}, 6 * MINUTE)

it('serves with npm start, refuses a second server on the same data, and stops whole when npm gets the signal', async () => {
  const { port, innerPort, child, ended } = await start('npm', ['start'])
  expect((await launch(process.execPath, ['docker/healthy.mjs'], { INNER_PORT: innerPort }).ended).code).toBe(0)
  const second = await launch(process.execPath, ['scripts/boot.mjs', 'start'], { PORT: await freePort() }).ended
  expect(second.code).toBe(1)
  expect(second.output).toMatch(/Another server \(process \d+\) already uses the data folder/)
  expect(inCluster().length).toBeGreaterThan(0)
  child.kill('SIGTERM')
  await ended
  await expect.poll(async () => [await isReady(port), inCluster()], { timeout: 15_000 }).toEqual([false, []])
}, 3 * MINUTE)

it('runs as the image runs it: node itself, a clean end on SIGTERM, ready again on the same data', async () => {
  const { port, innerPort, child, ended } = await start(process.execPath, ['scripts/boot.mjs', 'start'], { DEMO: 'still' })
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  expect([await isReady(port), inCluster()]).toEqual([false, []])
  expect((await launch(process.execPath, ['docker/healthy.mjs'], { INNER_PORT: innerPort }).ended).code).toBe(1)
}, 3 * MINUTE)

it('serve without HTTPS says in one sentence that it stays on this machine', async () => {
  const { code, output } = await launch('npm', ['run', '--silent', 'serve'], { HOST: '0.0.0.0', DEMO: 'on', TLS: 'off' }).ended
  expect(code).toBe(1)
  expect(output.trim().split('\n')).toEqual([expect.stringMatching(/^(liandong: )?HOST is 0\.0\.0\.0, but with TLS=off .* set HOST to 127\.0\.0\.1/)])
}, MINUTE)
