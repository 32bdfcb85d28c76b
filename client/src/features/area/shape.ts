import { worldX, worldY } from '../../map/mercator'
import type { MapFile } from './mapFile'

/** A line or ring in world coordinates (0…1): x, y, x, y, … and the box round it. */
export interface Stroke {
  points: Float64Array
  closed: boolean
  left: number
  top: number
  right: number
  bottom: number
  /** Class of a road, kind of a line; empty where the file says none. */
  rank: string
}

type Position = readonly [number, number]

function strokeOf(line: readonly Position[], closed: boolean, rank: string): Stroke {
  const points = new Float64Array(line.length * 2)
  let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity
  line.forEach(([lon, lat], i) => {
    const x = worldX(lon)
    const y = worldY(lat)
    points[2 * i] = x
    points[2 * i + 1] = y
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  })
  return { points, closed, left, top, right, bottom, rank }
}

/** Every line and ring of a map file, projected once. Points and unknown geometries are left out. */
export function strokesOf(file: MapFile | undefined): Stroke[] {
  const out: Stroke[] = []
  for (const f of file?.features ?? []) {
    const p = f.properties ?? {}
    const rank = String(p.class ?? p.highway ?? p.rank ?? p.kind ?? '')
    const g = f.geometry
    if (g?.type === 'LineString') out.push(strokeOf(g.coordinates as Position[], false, rank))
    else if (g?.type === 'MultiLineString') for (const l of g.coordinates as Position[][]) out.push(strokeOf(l, false, rank))
    else if (g?.type === 'Polygon') for (const r of g.coordinates as Position[][]) out.push(strokeOf(r, true, rank))
    else if (g?.type === 'MultiPolygon') for (const poly of g.coordinates as Position[][][]) for (const r of poly) out.push(strokeOf(r, true, rank))
  }
  return out
}

/** Adds a stroke to the current path of a canvas; answers false when it lies outside the view. */
export function trace(c: CanvasRenderingContext2D, s: Stroke, view: { left: number; top: number; size: number; width: number; height: number }): boolean {
  const { left, top, size } = view
  if ((s.right - left) * size < 0 || (s.bottom - top) * size < 0 || (s.left - left) * size > view.width || (s.top - top) * size > view.height) return false
  const p = s.points
  c.moveTo((p[0]! - left) * size, (p[1]! - top) * size)
  for (let i = 2; i < p.length; i += 2) c.lineTo((p[i]! - left) * size, (p[i + 1]! - top) * size)
  if (s.closed) c.closePath()
  return true
}
