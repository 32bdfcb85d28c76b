import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { openWall, type WallPage } from '../../../e2e/wallPage'
import { seededDice } from './dice'
import { CITY, cityUnits, foundCity } from '../rig/city'
import { CityDesk, type Wish } from '../rig/cityDesk'
import { CityFeeds } from '../rig/cityFeeds'
import { FaultProxy } from '../rig/faultProxy'
import { serverProcess, type ServerProcess } from '../rig/serverProcess'
import { CityLife } from './life'
import { openPageMeter, type PageSample } from './pageMeter'
import { openServerMeter, type ServerMeter, type ServerSample } from './serverMeter'

export interface Sample {
  /** Simulated hours since the first sample. */
  hours: number
  page: PageSample
  server: ServerSample
}

export interface SoakParts {
  seed: number
  /** Simulated seconds in a second. */
  rate: number
  /** Simulated minutes lived before anybody looks, so that as much retires as ends. */
  pastMinutes: number
  units?: number
  /** Commands in a simulated minute; default City-1's two a second. */
  perMinute?: number
  /** Whether each look counts the entries of the server's maps; default yes. */
  entries?: boolean
  say(text: string): void
}

/** At half past nine in the evening of the district the past begins; twelve and a half hours of it end at ten in the morning. */
const BEGINS = Date.UTC(2026, 10, 23, 13, 30)
const STRIDE_MIN = 5
const HOUR_MS = 3_600_000
const LIVE_MS = 30_000

/** City-1 living before a wall in Chromium, seen through a line that can be cut. */
export class Soak {
  /** How often the wall was cut off and came back. */
  reconnects = 0
  private turns = 0
  private constructor(
    private readonly p: SoakParts, readonly server: ServerProcess, private readonly desk: CityDesk, private readonly life: CityLife,
    private readonly line: FaultProxy, readonly wall: WallPage, readonly meter: ServerMeter, private readonly look: () => Promise<PageSample>, readonly close: () => Promise<void>,
  ) {}

  static async open(p: SoakParts): Promise<Soak> {
    const inspector = await freePort()
    const server = serverProcess({ nodeArgs: [`--inspect=127.0.0.1:${inspector}`, '--expose-gc'] })
    const closing: (() => Promise<unknown> | void)[] = [() => server.close()]
    const close = async () => { for (const fn of closing.splice(0).reverse()) await fn() }
    try {
      const units = cityUnits(p.units ?? CITY.units)
      await foundCity(server.dataDir, units)
      await server.start()
      await setClock(server, { origin: BEGINS, rate: 1 })
      const desk = new CityDesk(server, units, seededDice(p.seed))
      await desk.readClock()
      const life = new CityLife(desk, new Map(units.map((u) => [u.id, u])), await desk.open(Math.min(CITY.incidents, units.length / 3)))
      await livePast(p, server, desk, life)
      await setClock(server, { rate: p.rate })
      await desk.readClock()
      const feeds = new CityFeeds(server, units, () => desk.now())
      closing.push(() => feeds.stop())
      const line = await FaultProxy.open(server.port)
      closing.push(() => line.close())
      const wall = await openWall(line.port, { args: ['--js-flags=--expose-gc'] })
      closing.push(() => wall.close())
      if (p.pastMinutes > 0) await fillRing(desk, life)
      feeds.perS = (units.length / CITY.units) * CITY.steady.positionsPerS * p.rate
      const meter = await openServerMeter(inspector)
      // First of all to go: a process doesn't end while somebody looks into it.
      closing.push(() => meter.close())
      return new Soak(p, server, desk, life, line, wall, meter, await openPageMeter(wall.page), close)
    } catch (e) {
      await close()
      throw e
    }
  }

  /** Lives on for so many simulated minutes, then looks into both heaps; answers one sample per time. */
  async watch(samples: number, everyMinutes: number): Promise<Sample[]> {
    const out: Sample[] = []
    let first: number | null = null
    for (let i = 0; i < samples; i++) {
      await this.live(everyMinutes)
      await this.turn()
      const at = this.desk.now()
      first ??= at
      out.push({ hours: (at - first) / HOUR_MS, page: await this.look(), server: await this.meter.sample(this.p.entries ?? true) })
      this.p.say(`  ${line(out.at(-1)!)}`)
    }
    return out
  }

  /** So many simulated minutes at two changes a second, each a command of its own at its own time. */
  private async live(minutes: number): Promise<void> {
    const { desk, life } = this
    await desk.readClock()
    for (let m = 0; m < minutes; m++) {
      const begins = desk.now()
      const before = desk.commands
      await life.pass(1, (wishes) => Promise.all(wishes.map((w) => this.give(w))))
      const more = (this.p.perMinute ?? CITY.steady.changesPerS * 60) - (desk.commands - before)
      const given: Promise<unknown>[] = []
      for (let i = 0; i < more; i++) {
        const lag = desk.monotonic(begins + (60_000 * i) / more) - performance.now()
        if (lag > 0) await new Promise((r) => setTimeout(r, lag))
        given.push(this.give(life.correction()))
      }
      await Promise.all(given)
      await new Promise((r) => setTimeout(r, Math.max(0, desk.monotonic(begins + 60_000) - performance.now())))
    }
  }

  private async give(w: Wish): Promise<Record<string, string | number>> {
    const answer = await this.desk.one(w)
    if (!answer.ok) throw new Error(`${w.type} was refused: ${JSON.stringify(answer)}`)
    return answer.answer
  }

  /** Views rotate: the sheet of trust, the wide arrangement and back, the line cut; then the wall stands as before. */
  private async turn(): Promise<void> {
    const { page } = this.wall
    switch (this.turns++ % 3) {
      case 0:
        await page.keyboard.press('t')
        await page.waitForTimeout(300)
        await page.keyboard.press('Escape')
        break
      case 1:
        await page.setViewportSize({ width: 2800, height: 1080 })
        await page.waitForTimeout(700)
        await page.setViewportSize({ width: 1920, height: 1080 })
        break
      default:
        this.line.reset()
        this.reconnects++
    }
    await this.wall.until('the wall is live and equal', async () => {
      const c = await this.wall.connection()
      return c.state === 'live' && c.equal === true
    }, LIVE_MS)
    await page.waitForTimeout(300)
  }
}

async function livePast(p: SoakParts, server: ServerProcess, desk: CityDesk, life: CityLife): Promise<void> {
  const began = performance.now()
  for (let m = STRIDE_MIN; m <= p.pastMinutes; m += STRIDE_MIN) {
    await setClock(server, { origin: BEGINS + m * 60_000, rate: 1 })
    await desk.readClock()
    await life.pass(STRIDE_MIN, (wishes) => desk.all(wishes))
  }
  if (p.pastMinutes > 0) p.say(`  ${p.pastMinutes} minutes of the past in ${((performance.now() - began) / 1000).toFixed(0)} s, ${desk.commands} commands`)
}

/** The server keeps its last 10,000 changes, up to a tenth more, for screens that come back: until that is full it grows as it should. */
const RING_CHANGES = 11_500

/**
 * One command after the other, so that each is a commit and a change of its own; those of the past shared theirs. The wall looks
 * on: what nobody is shown has no text, and weighs nothing.
 */
async function fillRing(desk: CityDesk, life: CityLife): Promise<void> {
  for (let i = 0; i < RING_CHANGES; i++) {
    const answer = await desk.one(life.correction())
    if (!answer.ok) throw new Error(`a correction was refused: ${JSON.stringify(answer)}`)
  }
}

const setClock = (server: ServerProcess, to: { origin?: number; rate: number }) => server.post('/demo/clock', { ...to, source: 'demo' })

async function freePort(): Promise<number> {
  const s = createServer()
  await new Promise<void>((done) => s.listen(0, '127.0.0.1', done))
  const { port } = s.address() as AddressInfo
  await new Promise((done) => s.close(done))
  return port
}

/** One sample in one line. */
export const line = ({ hours, page: p, server: s }: Sample): string =>
  `${hours.toFixed(2)} h: page ${p.heapMb.toFixed(2)} MB, ${p.nodes} nodes, ${p.listeners} listeners, ${p.layers} layers, ${p.charts} charts, ${p.documents} documents; server ${s.heapMb.toFixed(2)} MB, ${s.handles} handles, ${s.entries ?? '–'} entries`
