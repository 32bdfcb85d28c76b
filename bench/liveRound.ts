import { CITY } from '../scripts/prove/rig/city'
import { ACK_MS, orgNumber } from '../scripts/prove/rig/cityDesk'
import type { LivePage } from './livePage'
import { pageOffset, serverCost, type LiveStage } from './liveStage'

/** How long each part of a round lasts. Five surges make up the 60 s of the reference load and more. */
export const STEADY_MS = 12_000
export const SURGE_MS = 15_000
/** What is written before a round takes this long at least, and in the first, nobody knows. */
const LEAD_MS = 4000
/** Criticals among the flood of one surge. */
const CRITICALS = 10
/** Organisations 0 … 9 get the criticals, each one of its own, the others the flood. */
const FLOOD_FROM = 10
const FLOOD_ORGS = 36
/** A fix claims no better than this, so that a probe may go a visible way at once. */
const ACCURACY_M = 1000
const REACH_M = 2600
/** What never came counts as this. */
const NEVER_MS = 10_000

/** Milliseconds from cause to paint, and what it cost. */
export interface PhaseResult {
  command: number[]
  position: number[]
  /** Probes whose place left the view before it was painted; in no figure. */
  outOfView: number
  alert: number[]
  baseline: number[]
  /** Share of one core, percent. */
  serverCpu: number
  rssMb: number
  loopP99: number
  changes: number
  positions: number
  lateFrames: number
}

const pause = (ms: number) => new Promise((r) => setTimeout(r, Math.max(0, ms)))

/** Drives one stage through rounds of calm and surge. */
export class LiveRounds {
  private mark = 0
  private probe = 0
  private baselineMark = 0
  private unanswered = 0
  private leadMs = 5 * LEAD_MS

  constructor(private readonly s: LiveStage) {}

  async round(): Promise<{ steady: PhaseResult; surge: PhaseResult }> {
    const { desk } = this.s
    await desk.readClock()
    // What is written beforehand is of the past; the first step of each ladder falls into the phases below.
    const prepares = performance.now()
    const begins = desk.now() + this.leadMs
    const surges = begins + STEADY_MS + 1000
    await this.prepare(Math.round((CITY.steady.alertsPerMinute * STEADY_MS) / 60_000), (i) => begins + 3000 + i * 1000)
    const flood = Math.round((CITY.surge.alertsPerMinute * SURGE_MS) / 60_000)
    await this.prepare(flood, (i) => surges + (i / flood) * SURGE_MS)
    const criticals = await this.criticals((i) => surges + 500 + (i / CRITICALS) * (SURGE_MS - 2000))
    this.leadMs = Math.max(LEAD_MS, 1.5 * (performance.now() - prepares))
    if (desk.now() > begins) throw new Error('the machine is too busy to prepare a round in time: nothing it measured would be of this load')
    await pause(desk.monotonic(begins) - performance.now())
    const steady = await this.phase(STEADY_MS, CITY.steady, [])
    await pause(desk.monotonic(surges) - performance.now())
    const surge = await this.phase(SURGE_MS, CITY.surge, criticals)
    this.s.feeds.perS = CITY.steady.positionsPerS
    return { steady, surge }
  }

  /** Orders nobody will answer, whose ladders begin at these instants. */
  private async prepare(count: number, dueAt: (i: number) => number): Promise<void> {
    const { open, desk } = this.s
    const first = this.unanswered
    this.unanswered += count
    const ids = Array.from({ length: count }, (_, i) => open[(first + i) % open.length]!.incidentId)
    await desk.all(desk.unanswered(ids, dueAt, (i) => orgNumber(FLOOD_FROM + (Math.floor((first + i) / open.length) % FLOOD_ORGS)).id))
  }

  private async criticals(dueAt: (i: number) => number): Promise<Critical[]> {
    const { desk } = this.s
    for (let i = 0; i < CRITICALS; i++) this.s.painted.delete(`告 ${orgNumber(i).shortName}`)
    const at = desk.now() - 3_600_000
    const reports = await desk.all(Array.from({ length: CRITICALS }, (_, i) => ({ type: 'ReportIncident', body: { kindId: 'gas-leak', placeText: `${i} 号`, source: '110' }, occurredAt: at })))
    const ids = reports.map((r) => String(r.incidentId))
    await desk.all(ids.map((incidentId) => ({ type: 'AcceptIncident', body: { incidentId }, occurredAt: at + 30_000 })))
    const orders = await desk.all(desk.unanswered(ids, dueAt, (i) => orgNumber(i).id, ACK_MS.p1))
    return orders.map((o, i) => ({ incidentId: ids[i]!, orderId: String(o.orderId), org: orgNumber(i).shortName, dueAt: Math.round(dueAt(i) - ACK_MS.p1) + ACK_MS.p1 }))
  }

  private async phase(ms: number, load: { positionsPerS: number; changesPerS: number }, criticals: readonly Critical[]): Promise<PhaseResult> {
    const { s } = this
    const offset = await pageOffset(s.wall.page)
    const baselineOffset = await pageOffset(s.baseline.page)
    await s.wall.page.evaluate(() => {
      const p = (window as unknown as { livePage: LivePage }).livePage
      p.frames = { late: 0, all: 0 }
      p.missed = []
    })
    const before = await serverCost(s.server)
    const [commands, sent] = [s.desk.commands, s.feeds.sent]
    s.feeds.perS = load.positionsPerS
    const begun = performance.now()
    const until = begun + ms
    const acknowledged: { mark: number; at: number }[] = []
    const probed: { probe: number; at: number }[] = []
    const emitted: { mark: number; at: number }[] = []
    await Promise.all([
      this.each(until, 1000 / Math.min(4, load.changesPerS), () => this.command(acknowledged)),
      load.changesPerS > 4 ? this.each(until, 1000 / (load.changesPerS - 4), () => s.desk.one(s.desk.change(s.open))) : null,
      this.each(until, 460, () => this.position(probed)),
      this.each(until, 500, async () => { emitted.push({ mark: ++this.baselineMark, at: s.baseline.emit(this.baselineMark) }) }),
      ...criticals.map((c) => this.clear(c)),
    ])
    const seconds = (performance.now() - begun) / 1000
    const after = await serverCost(s.server)
    await pause(1500)
    const { frames, missed } = await s.wall.page.evaluate(() => (window as unknown as { livePage: LivePage }).livePage)
    for (const m of missed) process.stderr.write(`  never seen, ${m}\n`)
    const idle = await s.baseline.seen()
    const late = (cause: number, at: number | undefined, off: number) => (at === undefined ? NEVER_MS : at + off - cause)
    return {
      // A mark that a later one overtook before it was painted counts with the later one.
      command: acknowledged.map((a) => late(a.at, this.markFrom(a.mark), offset)),
      // The map goes to a new P1 by itself: a place that it left can't be seen, however soon it was painted.
      position: probed.filter((p) => !s.painted.has(`外${p.probe}`)).map((p) => late(p.at, s.painted.get(`位${p.probe}`), offset)),
      outOfView: probed.filter((p) => s.painted.has(`外${p.probe}`)).length,
      alert: criticals.map((c) => late(s.desk.monotonic(c.dueAt), s.painted.get(`告 ${c.org}`), offset)),
      baseline: emitted.map((e) => late(e.at, idle.find((x) => x.mark === e.mark)?.at, baselineOffset)),
      serverCpu: ((after.cpuS - before.cpuS) / seconds) * 100, rssMb: after.rssMb, loopP99: after.loopP99,
      changes: s.desk.commands - commands, positions: s.feeds.sent - sent, lateFrames: (frames.late / frames.all) * 100,
    }
  }

  /** When this mark, or the first later one, had been painted. */
  private markFrom(mark: number): number | undefined {
    for (let n = mark; n <= this.mark; n++) {
      const at = this.s.painted.get(`探${n}`)
      if (at !== undefined) return at
    }
    return undefined
  }

  /** Begins something again and again at its times, not after each other; ends when the last has ended. */
  private async each(until: number, everyMs: number, fn: () => Promise<unknown>): Promise<void> {
    const all: Promise<unknown>[] = []
    for (let at = performance.now(); at < until; at += everyMs) {
      await pause(at - performance.now())
      all.push(fn())
    }
    await Promise.all(all)
  }

  private async command(into: { mark: number; at: number }[]): Promise<void> {
    const mark = ++this.mark
    const answer = await this.s.desk.one({ type: 'ReviseIncident', body: { incidentId: this.s.topIncident, title: `探${mark}` } })
    if (!answer.ok) throw new Error(`a correction was refused: ${JSON.stringify(answer)}`)
    into.push({ mark, at: performance.now() })
  }

  private async position(into: { probe: number; at: number }[]): Promise<void> {
    const { s } = this
    const n = ++this.probe
    const p = s.probes[n % s.probes.length]!
    const to = await s.wall.page.evaluate(({ from, reach }) => (window as unknown as { livePage: LivePage }).livePage.place(from, reach), { from: p.at, reach: REACH_M })
    if (!to) return
    await s.wall.page.evaluate(({ n, lon, lat }) => (window as unknown as { livePage: LivePage }).livePage.look(n, lon, lat), { n, ...to })
    p.at = to
    const at = performance.now()
    await s.server.positions(p.unit.sourceId, [{ device: p.unit.deviceId, at: Math.round(s.desk.now()), ...to, speedKmh: 40, headingDeg: 0, accuracyM: ACCURACY_M }])
    into.push({ probe: n, at })
  }

  /** Ends a critical once it has been painted, as the desk would, so that the next one finds room in the panel. */
  private async clear(c: Critical): Promise<void> {
    const { desk, painted } = this.s
    const due = desk.monotonic(c.dueAt)
    await pause(due - performance.now())
    while (!painted.has(`告 ${c.org}`) && performance.now() < due + 4000) await pause(20)
    await desk.one({ type: 'RecallOrder', body: { orderId: c.orderId, reason: '已电话答复' } })
    await desk.one({ type: 'VoidIncident', body: { incidentId: c.incidentId, reason: '已电话答复' } })
  }
}

interface Critical {
  incidentId: string
  orderId: string
  org: string
  /** Server instant at which its ladder's first step is due. */
  dueAt: number
}
