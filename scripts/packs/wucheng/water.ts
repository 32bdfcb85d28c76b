import { linePairs, ringPairs, type Feature } from '../geojson'
import { gapToLine, simplify, smooth, type Spot } from '../plane'
import { plane } from './outlines'

export interface River {
  name: string
  /** `river` is drawn with its width, `stream` as a line. */
  class: 'river' | 'stream'
  /** Full width in metres. */
  widthM: number
  line: Spot[]
}

type Course = [lon: number, lat: number][]
const line = (course: Course): Spot[] => simplify(smooth(course.map(([lon, lat]) => plane.spot({ lon, lat })), 3), 8)

/**
 * Rivers sketched from general knowledge of where they run (confluence of Yiwu and Wuyi rivers at the south-east of
 * the old town, Jinhua river west and north-west, Baisha and Houda streams from the southern hills).
 * No surveyed course exists in a free package; the layer is labelled as a sketch.
 */
export const RIVERS: readonly River[] = [
  { name: '金华江', class: 'river', widthM: 250, line: line([[119.6585, 29.0925], [119.647, 29.0925], [119.635, 29.0965], [119.621, 29.1015], [119.606, 29.1035], [119.591, 29.1045], [119.577, 29.108], [119.563, 29.1155], [119.549, 29.1265], [119.533, 29.139], [119.515, 29.1515], [119.494, 29.166], [119.474, 29.187], [119.46, 29.21]]) },
  { name: '义乌江', class: 'river', widthM: 210, line: line([[119.6585, 29.0925], [119.672, 29.0945], [119.69, 29.1], [119.712, 29.1045], [119.735, 29.1135], [119.762, 29.122], [119.79, 29.137], [119.83, 29.142]]) },
  { name: '武义江', class: 'river', widthM: 180, line: line([[119.6585, 29.0925], [119.6645, 29.085], [119.6665, 29.0745], [119.6725, 29.0645], [119.684, 29.056], [119.698, 29.046], [119.7135, 29.0355], [119.724, 29.0205], [119.7345, 29.004], [119.75, 28.99], [119.766, 28.972], [119.785, 28.952], [119.81, 28.925]]) },
  { name: '衢江', class: 'river', widthM: 320, line: line([[119.25, 29.052], [119.285, 29.073], [119.312, 29.0985], [119.338, 29.1265], [119.362, 29.1425], [119.392, 29.158], [119.425, 29.178], [119.46, 29.21], [119.472, 29.24]]) },
  { name: '白沙溪', class: 'stream', widthM: 50, line: line([[119.512, 28.845], [119.524, 28.868], [119.51, 28.905], [119.517, 28.935], [119.502, 28.968], [119.488, 29.0], [119.507, 29.022], [119.531, 29.047], [119.5385, 29.068], [119.541, 29.09], [119.5575, 29.108], [119.563, 29.1155]]) },
  { name: '厚大溪', class: 'stream', widthM: 40, line: line([[119.42, 28.835], [119.412, 28.87], [119.425, 28.91], [119.41, 28.955], [119.415, 29.0], [119.4075, 29.045], [119.389, 29.078], [119.366, 29.112], [119.362, 29.1425]]) },
  { name: '莘畈溪', class: 'stream', widthM: 30, line: line([[119.352, 28.88], [119.345, 28.93], [119.361, 28.965], [119.352, 29.01], [119.359, 29.05], [119.34, 29.085], [119.338, 29.1265]]) },
  { name: '山溪（示意）', class: 'stream', widthM: 20, line: line([[119.352, 28.815], [119.372, 28.84], [119.398, 28.858], [119.412, 28.87]]) },
  { name: '山溪（示意）', class: 'stream', widthM: 20, line: line([[119.455, 28.775], [119.478, 28.798], [119.499, 28.818], [119.512, 28.845]]) },
  { name: '山溪（示意）', class: 'stream', widthM: 20, line: line([[119.57, 28.87], [119.556, 28.9], [119.535, 28.92], [119.517, 28.935]]) },
  { name: '山溪（示意）', class: 'stream', widthM: 20, line: line([[119.455, 28.9], [119.467, 28.93], [119.482, 28.955], [119.502, 28.968]]) },
  { name: '梅溪', class: 'stream', widthM: 35, line: line([[119.6, 28.9], [119.613, 28.935], [119.632, 28.968], [119.65, 28.995], [119.658, 29.02], [119.667, 29.048], [119.6725, 29.0645]]) },
]

/** Reservoirs as sketched outlines. */
const LAKES: { name: string; course: Course }[] = [
  { name: '安地水库', course: [[119.606, 28.935], [119.613, 28.95], [119.625, 28.963], [119.633, 28.966], [119.628, 28.956], [119.622, 28.942], [119.628, 28.932], [119.618, 28.931], [119.611, 28.922]] },
  { name: '沙畈水库', course: [[119.506, 28.862], [119.516, 28.872], [119.518, 28.885], [119.526, 28.886], [119.53, 28.872], [119.524, 28.858], [119.513, 28.848]] },
  { name: '莘畈水库', course: [[119.339, 28.918], [119.342, 28.935], [119.349, 28.944], [119.355, 28.936], [119.349, 28.922], [119.351, 28.91], [119.343, 28.906]] },
  { name: '九峰水库', course: [[119.405, 28.958], [119.411, 28.972], [119.42, 28.976], [119.419, 28.962], [119.425, 28.952], [119.414, 28.947]] },
]

const lakeRing = (course: Course): Spot[] => {
  const open = course.map(([lon, lat]) => plane.spot({ lon, lat }))
  // Cutting corners keeps ends, so a closed line is cut across its seam.
  const ring = smooth([...open, open[0]!, open[1]!], 3)
  const start = ring.findIndex((s, i) => i > 0 && s.x === ring[0]!.x && s.y === ring[0]!.y)
  const cut = start > 0 ? ring.slice(0, start) : ring.slice(4, -4)
  return [...cut, cut[0]!]
}

const LAKE_RINGS = LAKES.map((l) => ({ name: l.name, ring: lakeRing(l.course) }))
export const lakes = (): readonly { name: string; ring: Spot[] }[] => LAKE_RINGS

/** Rivers that a road crosses only by a bridge. */
export const bigRivers = RIVERS.filter((r) => r.class === 'river')

/** Metres from the nearest bank of a big river; negative in the water. */
export const bankGap = (s: Spot): number => Math.min(...bigRivers.map((r) => gapToLine(s, r.line) - r.widthM / 2))

/** The band a river covers: its line shifted to both sides by half its width. */
function band(r: River): Spot[] {
  const shifted = (sign: number) => r.line.map((s, i) => {
    const a = r.line[Math.max(0, i - 1)]!
    const b = r.line[Math.min(r.line.length - 1, i + 1)]!
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    const off = (sign * r.widthM) / 2 / length
    return { x: s.x - (b.y - a.y) * off, y: s.y + (b.x - a.x) * off }
  })
  const left = shifted(1)
  return [...left, ...shifted(-1).reverse(), left[0]!]
}

/** The water layer: bands and reservoirs as polygons, streams as lines with `widthM`. */
export function waterFeatures(): Feature[] {
  return [
    ...bigRivers.map((r): Feature => ({
      type: 'Feature', properties: { name: r.name, class: r.class, widthM: r.widthM, approximate: true },
      geometry: { type: 'Polygon', coordinates: [ringPairs(plane, band(r), 6)] },
    })),
    ...LAKE_RINGS.map((l): Feature => ({
      type: 'Feature', properties: { name: l.name, class: 'reservoir', approximate: true },
      geometry: { type: 'Polygon', coordinates: [ringPairs(plane, l.ring, 6)] },
    })),
    ...RIVERS.filter((r) => r.class === 'stream').map((r): Feature => ({
      type: 'Feature', properties: { name: r.name, class: r.class, widthM: r.widthM, approximate: true },
      geometry: { type: 'LineString', coordinates: linePairs(plane, r.line) },
    })),
  ]
}
