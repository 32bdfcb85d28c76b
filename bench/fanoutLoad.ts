import { TrackEncoder } from '@liandong/shared/wire/trackEncoder'
import { toE5, toTurn } from '@liandong/shared/wire/trackFrame'

export const UNITS = 2000
export const TICK_MS = 250
/** Each unit reports once a second, a quarter of them in each tick. */
const TICKS_PER_SECOND = 4

/** What is sent in one tick: each group's frame and how many updates are in it. */
export interface Tick {
  frames: { group: number; bytes: Uint8Array; updates: number }[]
}

/** Moving units in groups: heading noise of 8 degrees a second, speed noise of 3 km/h a second, as in perf.md B. Seeded. */
export class Load {
  private seed = 7
  private tick = 0
  private now = Date.UTC(2026, 10, 23, 8)
  private readonly encoders: TrackEncoder[]
  private readonly units = Array.from({ length: UNITS }, (_, i) => ({
    lat: 29 + (i % 50) / 500, lon: 119.5 + i / 10_000, heading: (i * 37) % 360, kmh: 20 + (i % 50),
  }))

  constructor(private readonly groups: number) {
    this.encoders = Array.from({ length: groups }, (_, g) => new TrackEncoder(groups === 1 ? 'all' : `org:${g}`, g + 1))
    for (let i = 0; i < TICKS_PER_SECOND; i++) this.next()
  }

  full(group: number): Uint8Array {
    return this.encoders[group]!.full()
  }

  next(): Tick {
    this.now += TICK_MS
    const updates = new Array<number>(this.groups).fill(0)
    for (let i = 0; i < UNITS; i++) {
      const group = i % this.groups
      if (Math.floor(i / this.groups) % TICKS_PER_SECOND !== this.tick % TICKS_PER_SECOND) continue
      this.move(i)
      updates[group]!++
    }
    this.tick++
    const frames = this.encoders.flatMap((e, group) => {
      const bytes = e.flush(this.now, TICK_MS)
      return bytes ? [{ group, bytes, updates: updates[group]! }] : []
    })
    return { frames }
  }

  private move(i: number): void {
    const u = this.units[i]!
    u.heading = (u.heading + 8 * this.noise() + 360) % 360
    u.kmh = Math.min(110, Math.max(5, u.kmh + 3 * this.noise()))
    const metres = u.kmh / 3.6
    const rad = (u.heading * Math.PI) / 180
    u.lat += (metres * Math.cos(rad)) / 111_320
    u.lon += (metres * Math.sin(rad)) / 97_360
    this.encoders[i % this.groups]!.put({
      unitId: `u${i}`, sourceId: 'gps', lat: toE5(u.lat), lon: toE5(u.lon), turn: toTurn(u.heading), speedKmh: Math.round(u.kmh), status: 0, at: this.now,
    })
  }

  /** Near enough to a normal spread of 1: twelve uniforms less six. */
  private noise(): number {
    let sum = -6
    for (let k = 0; k < 12; k++) sum += (this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
    return sum
  }
}
