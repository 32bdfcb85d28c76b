import { fillCity, sayAll } from '../rig/openIncidents'
import { FaultProxy } from '../rig/faultProxy'
import { figuresOf, quantile, rssMb } from '../rig/figures'
import { HallProcess, untilAll } from '../rig/hallProcess'
import { serverProcess, type ServerOptions, type ServerProcess } from '../rig/serverProcess'
import type { HallReport } from '../rig/hall'

export interface SlowOptions {
  seed: number
  /** Screens that keep up, that stand still (SIGSTOP), and that get 2 KB a second. */
  healthy: number
  frozen: number
  narrow: number
  /** Alternating pairs of a time without the slow ones and one with them. */
  pairs: number
  phaseMs: number
  server?: ServerOptions
}

export interface SlowResult {
  faults: string[]
  /** The longest queue the server ever said, bytes. */
  longestQueue: number
  cut: number
  skipped: number
  rss: { before: number; most: number }
  /** Milliseconds from a report to its own screen, without and with slow ones beside, of each pair: p50 and p99. */
  p99: { without: number; with: number }[]
  backMs: number
}

/** What may wait for one screen (gateway/wireQueue.ts), and one more message that was on its way when it was noticed. */
const MOST_QUEUED = 1024 * 1024 + 256 * 1024
const SPARE_MB = 64
const NARROW_BYTES_PER_SECOND = 2048
/** Healthy screens may wait this much longer beside slow ones: a tenth, or what a shared machine's own noise makes. */
const SLOWER = 1.1, NOISE_MS = 50
const BACK_MS = 30_000
const CUT_WITHIN_MS = 30_000
const TEXT = '现场情况续报：火势已控制，疏散完毕。'.repeat(80)

/** Screens that stop reading or read too slowly, beside screens that keep up: the slow ones are cut in time, the others notice nothing. */
export async function slow(o: SlowOptions): Promise<SlowResult> {
  const server = serverProcess(o.server)
  const halls: HallProcess[] = []
  let proxy: FaultProxy | null = null
  try {
    await server.start()
    const incidents = await fillCity(server, 100)
    proxy = await FaultProxy.open(server.port)
    const hall = (name: string, port: number, count: number) => {
      const h = new HallProcess({ port, cookie: server.cookie, name, seed: o.seed, tracks: true, masks: Array.from({ length: count }, (_, i) => (name === 'healthy' && i % 4 > 0 ? 'wall' : 'desk')) })
      halls.push(h)
      return h
    }
    const rooms = { healthy: hall('healthy', server.port, o.healthy), frozen: hall('frozen', server.port, o.frozen), narrow: hall('narrow', proxy.port, o.narrow) }
    return await new Slow(o, server, incidents, rooms, proxy).run()
  } finally {
    await Promise.all(halls.map((h) => h.close()))
    await proxy?.close()
    await server.close()
  }
}

class Slow {
  private readonly faults: string[] = []
  private readonly p99: SlowResult['p99'] = []
  private longestQueue = 0
  private mostRss = 0
  private working = true
  private turn = 0

  constructor(private readonly o: SlowOptions, private readonly server: ServerProcess, private readonly incidents: readonly string[],
    private readonly rooms: Record<'healthy' | 'frozen' | 'narrow', HallProcess>, private readonly proxy: FaultProxy) {}

  async run(): Promise<SlowResult> {
    const { o, rooms, server } = this
    const all = Object.values(rooms)
    const count = o.healthy + o.frozen + o.narrow
    await untilAll(all, (s) => s.confirmed, count, 60_000)
    rooms.healthy.say({ speakEveryMs: 1000 })
    const work = [this.chatter(), this.watch()]
    // Warm is what it came to need under the same chatter with nobody slow.
    let before = 0
    for (let i = 0; i < o.pairs; i++) {
      const without = await this.phase()
      if (i === 0) before = Math.max(this.mostRss, rssMb(server.pid))
      this.slowDown()
      const withSlow = await this.phase()
      await this.untilCut()
      this.letGo()
      this.p99.push({ without: quantile(without.shown, 0.99), with: quantile(withSlow.shown, 0.99) })
      for (const f of [...without.faults, ...withSlow.faults]) this.faults.push(`a healthy screen: ${f}`)
    }
    this.working = false
    await Promise.all(work)
    const began = performance.now()
    const reports = await untilAll(all, (s) => s.confirmed, count, BACK_MS)
    return this.judge(before, performance.now() - began, reports)
  }

  private slowDown(): void {
    this.rooms.frozen.freeze()
    this.proxy.bandwidth = { up: 0, down: NARROW_BYTES_PER_SECOND }
  }

  private letGo(): void {
    this.rooms.frozen.thaw()
    this.proxy.heal()
  }

  private async phase(): Promise<HallReport> {
    await this.rooms.healthy.report()
    await new Promise((resolve) => setTimeout(resolve, this.o.phaseMs))
    return this.rooms.healthy.report()
  }

  /** The system's own buffers come first, and a busy machine fills them slowly. */
  private async untilCut(): Promise<void> {
    const end = performance.now() + CUT_WITHIN_MS
    while ((await figuresOf(this.server.innerPort)).of('sockets_cut') === 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 500))
  }

  /** Long texts for the desks' mask, so that a queue fills in seconds. */
  private async chatter(): Promise<void> {
    while (this.working) {
      const i = this.turn++
      const some = Array.from({ length: 30 }, (_, k) => ({ type: 'ReviseIncident', body: { incidentId: this.incidents[(i * 30 + k) % this.incidents.length], text: `${i} ${TEXT}` } }))
      await sayAll(this.server, some)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  private async watch(): Promise<void> {
    while (this.working) {
      const figures = await figuresOf(this.server.innerPort)
      this.longestQueue = Math.max(this.longestQueue, figures.of('socket_queue_bytes'))
      this.mostRss = Math.max(this.mostRss, rssMb(this.server.pid))
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  private async judge(before: number, backMs: number, reports: readonly HallReport[]): Promise<SlowResult> {
    const { faults, o } = this
    const [healthy, ...others] = reports
    const figures = await figuresOf(this.server.innerPort)
    const cut = figures.of('sockets_cut')
    const slowOnes = others.flatMap((r) => r.screens)
    const gone = healthy!.screens.filter((s) => s.connections > 1).length
    const back = slowOnes.filter((s) => s.confirmed).length
    if (this.longestQueue > MOST_QUEUED) faults.push(`${this.longestQueue} bytes waited for one screen`)
    if (this.mostRss - before > o.frozen + o.narrow + SPARE_MB) faults.push(`the server grew from ${before.toFixed(0)} to ${this.mostRss.toFixed(0)} MB`)
    if (cut === 0) faults.push('nobody was cut off: the queues never filled, and this proves nothing')
    if (gone > 0) faults.push(`${gone} healthy screens lost their connection`)
    if (back < slowOnes.length) faults.push(`${slowOnes.length - back} slow screens did not come back to the server's picture`)
    if (reports.some((r) => r.screens.some((s) => s.unequal > 0))) faults.push('a screen held another picture than the server')
    const slower = quantile(this.p99.map((p) => p.with), 0.5), usual = quantile(this.p99.map((p) => p.without), 0.5)
    if (slower > usual * SLOWER + NOISE_MS) faults.push(`healthy screens waited ${slower.toFixed(0)} ms beside slow ones, ${usual.toFixed(0)} ms without (p99)`)
    return { faults, longestQueue: this.longestQueue, cut, skipped: figures.of('track_frames_skipped'), rss: { before, most: this.mostRss }, p99: this.p99, backMs }
  }
}
