import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figuresOf, quantile } from '../rig/figures'
import { serverProcess, type ServerOptions, type ServerProcess } from '../rig/serverProcess'
import { Dispatch, RATE } from './dispatch'
import type { Sent, SendRequest } from './senders'

export interface SurgeOptions {
  seed: number
  levelMs: number
  levels: readonly Level[]
  server?: ServerOptions
}

/** Positions a second (0: as many as are taken) over so many connections, so many in a message. */
export interface Level {
  name: string
  perSecond: number
  connections: number
  batch: number
}

/** What became of a level. */
export interface Point extends Sent {
  level: string
  seconds: number
  answers: { count: number; p50: number; p99: number; worst: number }
  alerts: { count: number; worst: number }
  stallMs: number
}

export interface SurgeResult {
  faults: string[]
  curve: Point[]
  recoveryMs: number
}

/** City-1, its surge, three times that, and then whatever the server takes, from ever more sides. */
export const LEVELS: readonly Level[] = [
  { name: 'City-1', perSecond: 200, connections: 4, batch: 10 },
  { name: 'surge', perSecond: 1_000, connections: 8, batch: 20 },
  { name: '3 × surge', perSecond: 3_000, connections: 16, batch: 20 },
  { name: '30,000/s', perSecond: 30_000, connections: 32, batch: 200 },
  { name: 'all it takes × 32', perSecond: 0, connections: 32, batch: 500 },
  { name: 'all it takes × 128', perSecond: 0, connections: 128, batch: 1_000 },
  { name: 'all it takes × 400', perSecond: 0, connections: 400, batch: 2_000 },
  { name: 'all it takes × 1,200', perSecond: 0, connections: 1_200, batch: 2_000 },
]

/** Acknowledgements and alerts are never later than this. */
const URGENT_MS = 2_000
const RECOVERY_MS = 30_000
const ISSUE_EVERY_MS = 500
const HANG_MS = 10_000

/** Ever more positions until the server can take no more, while somebody at a desk issues orders and acknowledges alerts. */
export async function surge(o: SurgeOptions): Promise<SurgeResult> {
  const server = serverProcess(o.server)
  const sender = fork(join(import.meta.dirname, 'senders.ts'), { execArgv: ['--import', 'tsx'] })
  let dispatch: Dispatch | null = null
  try {
    await server.start()
    const load = await aim(server)
    const d = (dispatch = new Dispatch(server, o.seed, load.orgId))
    await d.witness.until(() => d.witness.mirror.position >= 0, 10_000)
    d.begin(ISSUE_EVERY_MS)
    const curve: Point[] = []
    for (const level of o.levels) curve.push(await point(server, sender, d, load, level, o.levelMs))
    const recoveryMs = await recovery(server, sender, d, load)
    return { faults: judge(curve, recoveryMs, d), curve, recoveryMs }
  } finally {
    dispatch?.stop()
    sender.kill('SIGKILL')
    await server.close()
  }
}

type Aim = Pick<NonNullable<SendRequest['load']>, 'port' | 'token' | 'devices' | 'clock'> & { orgId: string }

/** The feed of the patrol cars, its devices and one of their organisations; and the scenario's clock at a faster pace. */
async function aim(server: ServerProcess): Promise<Aim> {
  const records = join(import.meta.dirname, '../../../server/src/packs/wucheng/records/unit.json')
  const units = Object.values(JSON.parse(readFileSync(records, 'utf8')) as Record<string, { sourceId: string; deviceId: string; orgId: string }>)
  const { sourceId, orgId } = units[0]!
  const { tokens } = await server.get<{ tokens: Record<string, string> }>('/demo/access')
  const { now } = await server.get<{ now: number }>('/demo/clock')
  await server.post('/demo/clock', { origin: Math.round(now), rate: RATE, source: 'demo' })
  return {
    port: server.port, token: tokens[sourceId]!, orgId, clock: { origin: now, at: Date.now(), rate: RATE },
    devices: units.filter((u) => u.sourceId === sourceId).map((u) => u.deviceId),
  }
}

async function tell(sender: ChildProcess, load: SendRequest['load']): Promise<Sent> {
  sender.send({ load } satisfies SendRequest)
  return (await once(sender, 'message'))[0] as Sent
}

async function point(server: ServerProcess, sender: ChildProcess, d: Dispatch, load: Aim, level: Level, ms: number): Promise<Point> {
  await tell(sender, { ...load, ...level })
  d.take()
  await figuresOf(server.innerPort)
  await new Promise((resolve) => setTimeout(resolve, ms))
  const { answers, alerts } = d.take()
  const sent = await tell(sender, null)
  const stallMs = (await figuresOf(server.innerPort)).of('nodejs_eventloop_lag_max_seconds') * 1000
  return {
    ...sent, level: level.name, seconds: ms / 1000, stallMs,
    answers: { count: answers.length, p50: quantile(answers, 0.5), p99: quantile(answers, 0.99), worst: Math.max(0, ...answers) },
    alerts: { count: alerts.length, worst: Math.max(0, ...alerts) },
  }
}

/** How long until City-1's positions are all taken again and answers are quick. */
async function recovery(server: ServerProcess, sender: ChildProcess, d: Dispatch, load: Aim): Promise<number> {
  const began = performance.now()
  for (;;) {
    const at = performance.now() - began
    const p = await point(server, sender, d, load, LEVELS[0]!, 1_500)
    if (at > RECOVERY_MS || (p.shed + p.failed === 0 && p.answers.worst <= URGENT_MS)) return at
  }
}

function judge(curve: readonly Point[], recoveryMs: number, d: Dispatch): string[] {
  const faults: string[] = []
  for (const p of curve) {
    if (p.answers.count === 0) faults.push(`${p.level}: nothing was answered at the desk`)
    if (p.answers.worst > URGENT_MS) faults.push(`${p.level}: an answer took ${Math.round(p.answers.worst)} ms`)
    if (p.alerts.worst > URGENT_MS) faults.push(`${p.level}: an alert came ${Math.round(p.alerts.worst)} ms late`)
    if (p.failed > 0) faults.push(`${p.level}: ${p.failed} positions got no answer`)
    if (p.worstMs > HANG_MS) faults.push(`${p.level}: a message of positions hung for ${Math.round(p.worstMs)} ms`)
    if (p.shedPolitely < p.shed) faults.push(`${p.level}: ${p.shed - p.shedPolitely} positions were turned away without a word when to come again`)
  }
  if (curve.every((p) => p.alerts.count === 0)) faults.push('no alert came at all')
  const missing = d.missing(URGENT_MS)
  if (missing > 0) faults.push(`${missing} alerts never came`)
  for (const f of d.faults.slice(0, 5)) faults.push(`at the desk: ${f}`)
  if (d.witness.connections !== 1) faults.push(`the desk was greeted ${d.witness.connections} times`)
  if (recoveryMs > RECOVERY_MS) faults.push(`not recovered ${Math.round(recoveryMs)} ms after`)
  return faults
}
