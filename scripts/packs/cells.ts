import polygonClipping from 'polygon-clipping'
import { pairOf, type Plane, type Spot } from './plane'
import type { Feature, Pair } from './geojson'

/** The part of a polygon that is nearer to `a` than to `b` (cut at the bisector). Convex in, convex out. */
function nearerHalf(ring: Spot[], a: Spot, b: Spot): Spot[] {
  const mx = (a.x + b.x) / 2
  const my = (a.y + b.y) / 2
  const depth = (s: Spot) => (s.x - mx) * (a.x - b.x) + (s.y - my) * (a.y - b.y)
  const out: Spot[] = []
  ring.forEach((s, i) => {
    const t = ring[(i + 1) % ring.length]!
    const ds = depth(s)
    const dt = depth(t)
    if (ds >= 0) out.push(s)
    if (ds >= 0 !== dt >= 0) out.push({ x: s.x + ((t.x - s.x) * ds) / (ds - dt), y: s.y + ((t.y - s.y) * ds) / (ds - dt) })
  })
  return out
}

export interface Site {
  id: string
  spot: Spot
}

/**
 * Voronoi cells of the sites, cut at the outline: approximate areas where no polygons exist.
 * Features carry `{id, approximate: true}`; several outline rings give several pieces.
 */
export function cellFeatures(plane: Plane, sites: readonly Site[], outline: readonly (readonly Spot[])[]): Feature[] {
  const xs = outline.flat().map((s) => s.x)
  const ys = outline.flat().map((s) => s.y)
  const box: Spot[] = [
    { x: Math.min(...xs) - 1000, y: Math.min(...ys) - 1000 }, { x: Math.max(...xs) + 1000, y: Math.min(...ys) - 1000 },
    { x: Math.max(...xs) + 1000, y: Math.max(...ys) + 1000 }, { x: Math.min(...xs) - 1000, y: Math.max(...ys) + 1000 },
  ]
  const toPairs = (ring: readonly Spot[]): Pair[] => ring.map((s) => [s.x, s.y])
  const district = outline.map((ring) => [toPairs(ring)])
  return sites.map((site) => {
    let cell = box
    for (const other of sites) if (other !== site) cell = nearerHalf(cell, site.spot, other.spot)
    const cut = polygonClipping.intersection(district, [toPairs(cell)])
    if (cut.length === 0) throw new Error(`cell of ${site.id} lies outside the outline`)
    const polygons = cut.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => pairOf(plane.point({ x, y })))))
    const properties = { id: site.id, approximate: true }
    return polygons.length === 1
      ? { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: polygons[0]! } }
      : { type: 'Feature', properties, geometry: { type: 'MultiPolygon', coordinates: polygons } }
  })
}
