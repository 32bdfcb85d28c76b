import type { IngestCounts, Position } from '@liandong/shared/wire/fix'
import { repeatable } from './wallDice'

/** How a gateway speaks: batches, or one position a request in the two forms phones use. */
export const WAYS = ['batch', 'one', 'osmand'] as const
export type Way = (typeof WAYS)[number]

/** Positions of one batch, as gateways send them. */
export const BATCH = 100
/** Of a thousand positions so many are bad in each of the four ways below; the judge must find each. */
const BAD_OF_1000 = 5
const KMH_PER_KNOT = 1.852

/** One request and what its answer must add up to. */
export interface Request {
  /** Body of a POST, or the query of a GET. */
  text: string
  positions: number
}

/** Units of one feed that drive at 20–60 km/h and report once a (device's) second; each connection has its own. Seeded. */
export class Fleet {
  private readonly dice: () => number
  private readonly units: { device: string; at: number; lon: number; lat: number; deg: number; kmh: number }[]
  private turn = 0
  /** What a right judge answers to everything made so far. */
  expected: IngestCounts = { accepted: 0, quarantined: {} }

  constructor(devices: readonly string[], startAt: number, seed: number) {
    this.dice = repeatable(seed)
    this.units = devices.map((device, i) => ({ device, at: startAt + (i % 1000), lon: 119.5 + this.dice() / 3, lat: 29 + this.dice() / 4, deg: this.dice() * 360, kmh: 20 + this.dice() * 40 }))
  }

  /** The next requests of this fleet. */
  make(way: Way, count: number): Request[] {
    return Array.from({ length: count }, () => {
      if (way === 'batch') return { text: JSON.stringify({ positions: Array.from({ length: BATCH }, () => this.next()) }), positions: BATCH }
      const p = this.next()
      return { text: way === 'one' ? JSON.stringify({ positions: [p] }) : osmandQuery(p), positions: 1 }
    })
  }

  private next(): Position {
    const u = this.units[this.turn++ % this.units.length]!
    const wrong = Math.floor((this.dice() * 1000) / BAD_OF_1000)
    // A unit's first fix has no past to be held against.
    if (this.turn > this.units.length && wrong < 4) return this.bad(u, wrong)
    const metres = u.kmh / 3.6
    u.at += 1000
    u.deg = (u.deg + (this.dice() - 0.5) * 16 + 360) % 360
    u.lat += (metres * Math.cos((u.deg * Math.PI) / 180)) / 111_320
    u.lon += (metres * Math.sin((u.deg * Math.PI) / 180)) / 97_360
    this.expected.accepted++
    return positionOf(u)
  }

  private bad(u: (typeof this.units)[number], wrong: number): Position {
    const [reason, position] = [
      ['jump', { ...positionOf(u), at: u.at + 500, lat: round6(u.lat + 0.5) }], ['time-reversed', { ...positionOf(u), at: u.at - 60_000 }],
      ['duplicate', positionOf(u)], ['unknown-device', { ...positionOf(u), device: `${u.device}-x` }],
    ][wrong] as ['jump' | 'time-reversed' | 'duplicate' | 'unknown-device', Position]
    this.expected.quarantined[reason] = (this.expected.quarantined[reason] ?? 0) + 1
    return position
  }
}

const round6 = (n: number) => Math.round(n * 1e6) / 1e6
const positionOf = (u: { device: string; at: number; lon: number; lat: number; deg: number; kmh: number }): Position =>
  ({ device: u.device, at: u.at, lon: round6(u.lon), lat: round6(u.lat), speedKmh: Math.round(u.kmh * 10) / 10, headingDeg: Math.round(u.deg) % 360, accuracyM: 8 })

/** As Traccar Client writes it: seconds, knots. */
const osmandQuery = (p: Position) =>
  `id=${p.device}&timestamp=${p.at / 1000}&lat=${p.lat}&lon=${p.lon}&speed=${(p.speedKmh! / KMH_PER_KNOT).toFixed(2)}&bearing=${p.headingDeg}&accuracy=${p.accuracyM}`
