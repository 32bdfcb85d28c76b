import { bearingDeg, distanceM, type Point } from '@liandong/shared/kernel/geo'
import type { Route } from './roads'

export interface Motion extends Point {
  speedKmh: number
  headingDeg: number
  arrived: boolean
}

/** One drive along a route, begun at an instant; where the vehicle is follows from the time alone. */
export class Trip {
  /** Milliseconds from the start at which each point is passed. */
  private readonly passed: number[]
  private leg = 1

  constructor(private readonly route: Route, readonly startAt: number, speedKmh: number) {
    this.passed = [0]
    for (let i = 1; i < route.points.length; i++) {
      const metresPerMs = (speedKmh * route.flows[i]!) / 3600
      this.passed.push(this.passed[i - 1]! + distanceM(route.points[i - 1]!, route.points[i]!) / metresPerMs)
    }
  }

  get endAt(): number {
    return this.startAt + this.passed[this.passed.length - 1]!
  }

  get to(): Point {
    return this.route.points[this.route.points.length - 1]!
  }

  /** Asked with times that never go back. */
  at(now: number): Motion {
    const t = now - this.startAt
    const { points } = this.route
    while (this.leg < points.length - 1 && this.passed[this.leg]! < t) this.leg++
    const a = points[this.leg - 1]!
    const b = points[this.leg]!
    const from = this.passed[this.leg - 1]!
    const span = this.passed[this.leg]! - from
    const share = span === 0 ? 1 : Math.max(0, Math.min(1, (t - from) / span))
    const arrived = now >= this.endAt
    return {
      lon: a.lon + (b.lon - a.lon) * share, lat: a.lat + (b.lat - a.lat) * share, arrived,
      speedKmh: arrived || span === 0 ? 0 : (distanceM(a, b) / span) * 3600, headingDeg: bearingDeg(a, b),
    }
  }
}
