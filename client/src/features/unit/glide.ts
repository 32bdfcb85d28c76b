import type { TrackTable } from '../../live/api'
import { worldX, worldY } from '../../map/mercator'

/** A marker reaches its new fix within this time; shorter than a tick, so it never lags two. */
export const GLIDE_MS = 240
/** A longer way than this (pixels) is a jump and shown at once: what lies between is not where it was. */
export const JUMP_PX = 40

/**
 * Where markers are drawn: each glides from where it was drawn to its newest fix. World coordinates (0…1), by slot.
 * Nothing is extrapolated: beyond the newest fix nobody knows.
 */
export class Glide {
  fromX = new Float64Array(0)
  fromY = new Float64Array(0)
  toX = new Float64Array(0)
  toY = new Float64Array(0)
  startedAt = new Float64Array(0)
  /** When it last went faster than standing, in the clock of the fixes. */
  movedAt = new Float64Array(0)
  private lon = new Float64Array(0)
  private lat = new Float64Array(0)
  private owner: (string | undefined)[] = []

  /**
   * Takes over new fixes at a monotonic instant. Answers the longest way in pixels that a marker has yet to glide, and
   * whether one appeared or jumped.
   * @param size pixels per world at the present zoom
   */
  take(t: TrackTable, now: number, size: number, standingKmh: number): { way: number; jumped: boolean } {
    this.reserve(t.lon.length)
    let longest = 0
    let jumped = false
    for (let s = 0; s < t.count; s++) {
      if (t.ids[s] === undefined) continue
      if (t.speedKmh[s]! >= standingKmh) this.movedAt[s] = t.at[s]!
      const lon = t.lon[s]!
      const lat = t.lat[s]!
      const known = this.owner[s] === t.ids[s]
      if (known && lon === this.lon[s] && lat === this.lat[s]) continue
      this.lon[s] = lon
      this.lat[s] = lat
      const x = worldX(lon)
      const y = worldY(lat)
      if (known) {
        const share = this.share(s, now)
        this.fromX[s] = this.fromX[s]! + (this.toX[s]! - this.fromX[s]!) * share
        this.fromY[s] = this.fromY[s]! + (this.toY[s]! - this.fromY[s]!) * share
      }
      const way = known ? Math.hypot(x - this.fromX[s]!, y - this.fromY[s]!) * size : JUMP_PX
      if (way >= JUMP_PX) {
        this.fromX[s] = x
        this.fromY[s] = y
        jumped = true
        if (!known) this.movedAt[s] = t.speedKmh[s]! >= standingKmh ? t.at[s]! : -Infinity
      } else if (way > longest) longest = way
      this.owner[s] = t.ids[s]
      this.toX[s] = x
      this.toY[s] = y
      this.startedAt[s] = now
    }
    return { way: longest, jumped }
  }

  /** How far along its way a marker is, 0…1. */
  share(slot: number, now: number): number {
    const s = (now - this.startedAt[slot]!) / GLIDE_MS
    return s >= 1 ? 1 : s <= 0 ? 0 : s
  }

  x(slot: number, now: number): number {
    return this.fromX[slot]! + (this.toX[slot]! - this.fromX[slot]!) * this.share(slot, now)
  }

  y(slot: number, now: number): number {
    return this.fromY[slot]! + (this.toY[slot]! - this.fromY[slot]!) * this.share(slot, now)
  }

  private reserve(n: number): void {
    if (this.fromX.length >= n) return
    const wider = (a: Float64Array) => {
      const b = new Float64Array(n)
      b.set(a)
      return b
    }
    this.fromX = wider(this.fromX)
    this.fromY = wider(this.fromY)
    this.toX = wider(this.toX)
    this.toY = wider(this.toY)
    this.startedAt = wider(this.startedAt)
    this.movedAt = wider(this.movedAt)
    this.lon = wider(this.lon)
    this.lat = wider(this.lat)
  }
}
