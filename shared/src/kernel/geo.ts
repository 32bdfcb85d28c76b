/** A point in WGS-84 degrees. Everything inside is WGS-84; other systems are converted at the edge. */
export interface Point {
  lon: number
  lat: number
}

const EARTH_RADIUS_M = 6_371_008.8
const RAD = Math.PI / 180

/** Great-circle distance in metres (haversine on the mean earth radius). */
export function distanceM(a: Point, b: Point): number {
  const dLat = (b.lat - a.lat) * RAD
  const dLon = (b.lon - a.lon) * RAD
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Initial bearing from a to b, degrees clockwise from north, 0 ≤ bearing < 360. */
export function bearingDeg(a: Point, b: Point): number {
  const dLon = (b.lon - a.lon) * RAD
  const y = Math.sin(dLon) * Math.cos(b.lat * RAD)
  const x = Math.cos(a.lat * RAD) * Math.sin(b.lat * RAD) - Math.sin(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.cos(dLon)
  return (Math.atan2(y, x) / RAD + 360) % 360
}

/** A ring of [lon, lat] pairs; closed or not. */
export type Ring = readonly (readonly [number, number])[]

/** Whether a point lies in a polygon given as outer ring and holes (even-odd rule). */
export function inPolygon(p: Point, rings: readonly Ring[]): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i]!
      const b = ring[j]!
      if (a[1] > p.lat !== b[1] > p.lat && p.lon < ((b[0] - a[0]) * (p.lat - a[1])) / (b[1] - a[1]) + a[0]) {
        inside = !inside
      }
    }
  }
  return inside
}

/** Rounds a point to a grid of about `metres`, for masks that must not give an exact place. */
export function roundTo(p: Point, metres: number): Point {
  const step = metres / 111_320
  const round = (v: number) => Number((Math.round(v / step) * step).toFixed(5))
  return { lon: round(p.lon), lat: round(p.lat) }
}
