import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import type { IngestCounts, Position } from '@liandong/shared/wire/fix'
import { serverProcess, type ServerProcess } from '../scripts/prove/rig/serverProcess'
import { registerAhead, unitsOf } from './ahead'
import { ask } from './children'
import { cpuOf } from './serverCpu'

/** How much of everything a city has. Each unit reports once a second, each document changes every 20 s. */
export interface Size { viewers: number; units: number; documents: number }

const SOURCE = 'police-gps'
const SPAN_MS = 3000
const OFFERS = 20
const OFFER_AGAIN_MS = 100
const STEP_MS = 25
const CHANGE_EVERY_S = 20
const PER_REQUEST = 200
/** Positions of one request. */
const BATCH = 500

/** A built server of a size, with its viewers connected, and a load that can be put on it for a while. */
export class City {
  private readonly incidents: string[] = []
  private serial = 0
  private fixes = 0
  private at = 0
  private tokens: Record<string, string> | null = null

  private constructor(readonly size: Size, private readonly server: ServerProcess) {}

  static async open(size: Size, viewers: ChildProcess): Promise<City> {
    const server = serverProcess({ demo: 'off' })
    const city = new City(size, server)
    try {
      await registerAhead(server.dataDir, unitsOf(SOURCE, size.units))
      await server.start()
      while (city.incidents.length < size.documents) await city.report(Math.min(PER_REQUEST, size.documents - city.incidents.length))
      await ask(viewers, { open: { port: server.port, cookie: server.cookie, viewers: size.viewers } })
      return city
    } catch (e) {
      await server.close()
      throw e
    }
  }

  close(): Promise<void> {
    return this.server.close()
  }

  /** Puts the load on for a few seconds; answers the server's CPU seconds per second of it. */
  async cost(): Promise<number> {
    const before = await cpuOf(this.server)
    const began = performance.now()
    let changed = 0, moved = 0
    for (let t = 0; t < SPAN_MS; t = performance.now() - began) {
      const changes = Math.floor((t / 1000) * (this.size.documents / CHANGE_EVERY_S)) - changed
      const moves = Math.floor((t / 1000) * this.size.units) - moved
      changed += changes
      moved += moves
      await Promise.all([changes > 0 ? this.revise(changes) : null, moves > 0 ? this.move(moves) : null])
      await pause(STEP_MS)
    }
    // What came late on a busy machine is made up for, so that each window holds the same work.
    const [lateChanges, lateMoves] = [Math.round((SPAN_MS / 1000) * (this.size.documents / CHANGE_EVERY_S)) - changed, (SPAN_MS / 1000) * this.size.units - moved]
    await Promise.all([lateChanges > 0 ? this.revise(lateChanges) : null, lateMoves > 0 ? this.move(lateMoves) : null])
    // Over the span the work was meant for: a window that a busy machine stretches must not look cheaper.
    return ((await cpuOf(this.server)) - before) / (SPAN_MS / 1000)
  }

  private async report(count: number): Promise<void> {
    const answers = await this.command(count, () => ({ type: 'ReportIncident', body: { kindId: 'residential-fire', placeText: `八一北街 ${this.serial} 号`, source: '110' } }))
    for (const a of answers) this.incidents.push(String(a.answer.incidentId))
  }

  private async revise(count: number): Promise<void> {
    for (let left = count; left > 0; left -= PER_REQUEST) {
      await this.command(Math.min(PER_REQUEST, left), () => ({ type: 'ReviseIncident', body: { incidentId: this.incidents[this.serial % this.incidents.length], placeText: `八一南街 ${this.serial} 号` } }))
    }
  }

  private async command(count: number, make: () => { type: string; body: object }): Promise<{ answer: Record<string, string | number> }[]> {
    const commands = Array.from({ length: count }, () => ({ v: 1, id: `growth-${++this.serial}`, ...make() }))
    const { answers } = await this.server.post<{ answers: { ok: boolean; answer: Record<string, string | number> }[] }>('/api/commands', { commands })
    const refused = answers.find((a) => !a.ok)
    if (refused) throw new Error(`a command was refused: ${JSON.stringify(refused)}`)
    return answers
  }

  private async move(count: number): Promise<void> {
    for (let left = count; left > 0; left -= BATCH) {
      const positions = Array.from({ length: Math.min(BATCH, left) }, () => this.fix())
      const { accepted } = await this.offer(positions)
      if (accepted !== positions.length) throw new Error(`${accepted} of ${positions.length} positions were accepted`)
    }
  }

  /** Until they are taken: a server that a busy machine holds up turns positions away, and each window is to hold the same work. */
  private async offer(positions: Position[]): Promise<IngestCounts> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.server.post<IngestCounts>('/ingest/positions', { positions }, { authorization: `Bearer ${this.token}` })
      } catch (e) {
        if ((e as { status?: number }).status !== 503 || tries === OFFERS) throw e
        await pause(OFFER_AGAIN_MS)
      }
    }
  }

  /** The next unit's, 10 m further east than its last. */
  private fix(): Position {
    const which = this.fixes % this.size.units, round = Math.floor(this.fixes / this.size.units)
    if (which === 0) this.at = Math.max(Date.now(), this.at + 1)
    this.fixes++
    return { device: `${SOURCE}-${which}`, at: this.at, lon: 119.6 + which * 1e-5 + round * 1e-4, lat: 29.1, speedKmh: 36, headingDeg: 90 }
  }

  private get token(): string {
    return (this.tokens ??= JSON.parse(readFileSync(join(this.server.dataDir, 'ingest-tokens.json'), 'utf8')) as Record<string, string>)[SOURCE]!
  }
}
