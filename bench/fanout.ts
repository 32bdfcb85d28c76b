import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MODES, type Mode } from './fanoutModes'
import type { ServerReport } from './fanoutServer'
import type { Counts, Request } from './fanoutViewers'
import { compared, interleaved, plain, type Bench, type Figure } from './measure'

const VIEWERS = 1000
/** 4 s of ticks per run: with warm-up and three ways, two cases stay under four minutes. */
const TICKS = 16
/** How long frames may still be on their way when the ticks end; the machine may be busy with other things. */
const SETTLE_MS = 5000
const LOOK_EVERY_MS = 100

/** What one run cost, and what arrived. */
interface Run {
  /** Server CPU in microseconds per update that reached a viewer. */
  cpuUs: number
  bytesPerUpdate: number
}

const bench: Bench = {
  about: '2,000 units at 1 Hz in 4 Hz ticks to 1,000 viewers, against raw ws with one shared frame and stock Socket.IO binary.',
  async run(say) {
    const figures: Figure[] = []
    for (const groups of [1, 40]) figures.push(...await runCase(groups, say))
    return figures
  },
}
export default bench

async function runCase(groups: number, say: (text: string) => void): Promise<Figure[]> {
  const name = groups === 1 ? '1 group' : `${groups} groups`
  say(`fanout, ${name}: opening 3 servers with ${VIEWERS} viewers each`)
  const children: ChildProcess[] = []
  try {
    const viewers = child(children, 'fanoutViewers.ts')
    const servers = {} as Record<Mode, ChildProcess>
    for (const mode of MODES) {
      const server = (servers[mode] = child(children, 'fanoutServer.ts', mode, String(groups)))
      const { port } = await next<{ port: number }>(server)
      const answer = next<{ failed?: string }>(viewers)
      viewers.send({ open: { mode, port, viewers: VIEWERS, groups } } satisfies Request)
      const { failed } = await answer
      if (failed) throw new Error(failed)
    }
    const subjects = Object.fromEntries(MODES.map((mode) => [mode, () => runOnce(mode, servers[mode], viewers, groups)])) as Record<Mode, () => Promise<Run>>
    const runs = await interleaved(subjects, {
      onRound: (n, r) => say(`  round ${n}: ${MODES.map((m) => `${m} ${(r[m].cpuUs * 1000).toFixed(1)}`).join(', ')} ns CPU per update`),
    })
    const cpu = (mode: Mode) => runs[mode].map((r) => r.cpuUs)
    const head = { bench: 'fanout', case: name, unit: 'us CPU per delivered update' }
    return [
      compared({ ...head, metric: 'cpu_per_update_vs_raw_ws', bar: 'ratio <= 1.5' }, cpu('ours'), cpu('raw-ws')),
      compared({ ...head, metric: 'cpu_per_update_vs_socketio_binary', bar: 'ratio <= 0.6' }, cpu('ours'), cpu('socketio-binary')),
      plain({ ...head, metric: 'bytes_per_update', unit: 'payload bytes per update', bar: '<= 5.5' }, runs.ours.map((r) => r.bytesPerUpdate)),
    ]
  } finally {
    for (const c of children) c.disconnect()
    await Promise.all(children.map((c) => (c.exitCode === null ? once(c, 'exit') : null)))
  }
}

async function runOnce(mode: Mode, server: ChildProcess, viewers: ChildProcess, groups: number): Promise<Run> {
  await arrived(mode, viewers)
  const answer = next<ServerReport>(server)
  server.send({ ticks: TICKS })
  const { cpuMs, sent } = await answer
  const expected = sent.reduce((n, s) => n + s.frames * viewersOf(s.group, groups), 0)
  const got = await allArrived(mode, viewers, groups, expected)
  const updates = sent.reduce((n, s) => n + s.updates * viewersOf(s.group, groups), 0)
  const bytes = got.reduce((n, g) => n + g.bytes, 0)
  return { cpuUs: (cpuMs * 1000) / updates, bytesPerUpdate: bytes / updates }
}

const viewersOf = (group: number, groups: number) => Math.floor((VIEWERS - 1 - group) / groups) + 1

/** A viewer that got less than was sent would make a way look cheaper than it is: then the run says nothing, and fails. */
async function allArrived(mode: Mode, viewers: ChildProcess, groups: number, expected: number): Promise<Counts[]> {
  const total = Array.from({ length: groups }, (_, group) => ({ group, frames: 0, bytes: 0 }))
  for (let waited = 0; waited <= SETTLE_MS; waited += LOOK_EVERY_MS) {
    await new Promise((r) => setTimeout(r, LOOK_EVERY_MS))
    for (const c of await arrived(mode, viewers)) {
      total[c.group]!.frames += c.frames
      total[c.group]!.bytes += c.bytes
    }
    if (total.reduce((n, g) => n + g.frames, 0) === expected) return total
  }
  throw new Error(`${mode}: ${expected - total.reduce((n, g) => n + g.frames, 0)} of ${expected} frames did not arrive`)
}

async function arrived(mode: Mode, viewers: ChildProcess): Promise<Counts[]> {
  const answer = next<{ counts: Counts[] }>(viewers)
  viewers.send({ count: { mode } } satisfies Request)
  return (await answer).counts
}

function child(children: ChildProcess[], file: string, ...args: string[]): ChildProcess {
  const c = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.push(c)
  return c
}

/** The next message of a child; fails when it ends instead. */
function next<T>(c: ChildProcess): Promise<T> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) => fail(new Error(`${c.spawnargs.slice(-2).join(' ')} ended with ${code}`))
    c.once('exit', ended)
    c.once('message', (m) => {
      c.off('exit', ended)
      done(m as T)
    })
  })
}
