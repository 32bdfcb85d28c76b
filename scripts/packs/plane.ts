import type { Point } from '@liandong/shared/kernel/geo'

/** Metres east (x) and north (y) of a plane's origin. */
export interface Spot {
  x: number
  y: number
}

/** A flat map of a small region (equirectangular at the origin's latitude); errors stay under 0.1 % within 50 km. */
export interface Plane {
  spot(p: Point): Spot
  point(s: Spot): Point
}

const METRES_PER_DEGREE = 111_195

/** A plane whose origin is a WGS-84 point. */
export function planeAt(origin: Point): Plane {
  const east = METRES_PER_DEGREE * Math.cos((origin.lat * Math.PI) / 180)
  return {
    spot: (p) => ({ x: (p.lon - origin.lon) * east, y: (p.lat - origin.lat) * METRES_PER_DEGREE }),
    point: (s) => ({ lon: origin.lon + s.x / east, lat: origin.lat + s.y / METRES_PER_DEGREE }),
  }
}

/** Rounds degrees; 5 decimals are about a metre. */
export const round = (v: number, decimals = 5) => Number(v.toFixed(decimals))

/** [lon, lat] rounded. */
export const pairOf = (p: Point, decimals = 5): [number, number] => [round(p.lon, decimals), round(p.lat, decimals)]

export const gap = (a: Spot, b: Spot) => Math.hypot(a.x - b.x, a.y - b.y)

/** Distance from a spot to the segment a–b. */
export function gapToSegment(s: Spot, a: Spot, b: Spot): number {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const length2 = dx * dx + dy * dy
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((s.x - a.x) * dx + (s.y - a.y) * dy) / length2))
  return Math.hypot(s.x - a.x - t * dx, s.y - a.y - t * dy)
}

/** Distance from a spot to a line of several segments. */
export function gapToLine(s: Spot, line: readonly Spot[]): number {
  let best = Infinity
  for (let i = 1; i < line.length; i++) best = Math.min(best, gapToSegment(s, line[i - 1]!, line[i]!))
  return best
}

const side = (a: Spot, b: Spot, c: Spot) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

/** Whether two segments cross in their insides (a shared end is no crossing). */
export function segmentsCross(a: Spot, b: Spot, c: Spot, d: Spot): boolean {
  const s1 = side(a, b, c)
  const s2 = side(a, b, d)
  const s3 = side(c, d, a)
  const s4 = side(c, d, b)
  return s1 * s2 < 0 && s3 * s4 < 0
}

export function crossesLine(a: Spot, b: Spot, line: readonly Spot[]): boolean {
  for (let i = 1; i < line.length; i++) if (segmentsCross(a, b, line[i - 1]!, line[i]!)) return true
  return false
}

/** Even-odd test in the plane. */
export function insideRing(s: Spot, ring: readonly Spot[]): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]!
    const b = ring[j]!
    if (a.y > s.y !== b.y > s.y && s.x < ((b.x - a.x) * (s.y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

/** Drops points that lie within `tolerance` metres of the line without them (Douglas–Peucker). */
export function simplify(line: readonly Spot[], tolerance: number): Spot[] {
  if (line.length < 3) return [...line]
  const first = line[0]!
  const last = line[line.length - 1]!
  let far = 0
  let at = -1
  for (let i = 1; i < line.length - 1; i++) {
    const d = gapToSegment(line[i]!, first, last)
    if (d > far) {
      far = d
      at = i
    }
  }
  if (far <= tolerance) return [first, last]
  return [...simplify(line.slice(0, at + 1), tolerance).slice(0, -1), ...simplify(line.slice(at), tolerance)]
}

/** Rounds the corners of a line by cutting them (Chaikin), ends kept. */
export function smooth(line: readonly Spot[], times = 2): Spot[] {
  let now = [...line]
  for (let n = 0; n < times; n++) {
    const next: Spot[] = [now[0]!]
    for (let i = 1; i < now.length; i++) {
      const a = now[i - 1]!
      const b = now[i]!
      next.push({ x: a.x * 0.75 + b.x * 0.25, y: a.y * 0.75 + b.y * 0.25 }, { x: a.x * 0.25 + b.x * 0.75, y: a.y * 0.25 + b.y * 0.75 })
    }
    next.push(now[now.length - 1]!)
    now = next
  }
  return now
}
