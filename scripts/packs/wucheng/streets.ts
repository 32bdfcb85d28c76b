import { diceOf } from '../../../server/src/features/demo/dice'
import { linePairs, type Feature } from '../geojson'
import { field } from '../noise'
import { crossesLine, gap, gapToLine, insideRing, type Spot } from '../plane'
import { Country } from '../streets/country'
import { chains, keepLargest, Network, trimStubs, uncross, type Edge, type RoadClass } from '../streets/graph'
import { layTown, type Town } from '../streets/town'
import { plane } from './outlines'
import { bankGap, bigRivers, lakes, RIVERS } from './water'
import type { Township } from './townships'

export interface Hamlet {
  spot: Spot
}

const jinhua = RIVERS[0]!
/** y of the Jinhua river at x, held constant past its ends. */
function riverY(x: number): number {
  const line = jinhua.line
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1]!
    const b = line[i]!
    if ((a.x - x) * (b.x - x) <= 0 && a.x !== b.x) return a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y)
  }
  return x > line[0]!.x ? line[0]!.y : line[line.length - 1]!.y
}

/** The old town and the development zone south of the river: one grid that bends along it. */
const core: Town = {
  id: 'core', middle: { x: -2150, y: 60 }, halfU: 4700, halfV: 4700, turn: 0, spacing: 235, every: 4, main: 'primary',
  bend: (x, y) => {
    const near = 1 / (1 + (y / 2200) ** 2)
    return riverY(Math.max(-7200, Math.min(900, x))) * near
  },
}

/** Small towns: [township, half u, half v, turn, spacing]. Hill townships are a street or two. */
const SMALL: [string, number, number, number, number][] = [
  ['330702103', 1750, 1500, 12, 215], ['330702106', 1350, 1100, -8, 210], ['330702107', 1050, 850, 18, 205], ['330702100', 900, 800, -14, 205],
  ['330702101', 850, 800, 28, 200], ['330702105', 800, 650, 8, 200], ['330702104', 750, 650, 24, 200], ['330702108', 700, 520, 38, 195],
  ['330702209', 900, 750, -6, 210], ['330702203', 720, 560, -18, 205], ['330702102', 620, 560, 33, 195], ['330702202', 620, 520, 22, 205],
  ['330702205', 420, 330, 50, 180], ['330702206', 440, 340, -25, 180], ['330702208', 380, 320, 70, 180], ['330702204', 360, 300, 15, 180],
]

/** Ends of roads that leave the district: Lanxi, Jindong, Wuyi, Longyou, Suichang. */
const GATES: { lon: number; lat: number; cls: RoadClass; from: string }[] = [
  { lon: 119.5415, lat: 29.1395, cls: 'primary', from: '330702201' }, { lon: 119.6685, lat: 29.1245, cls: 'primary', from: '330702004' },
  { lon: 119.749, lat: 28.9965, cls: 'secondary', from: '330702101' }, { lon: 119.3265, lat: 29.0395, cls: 'primary', from: '330702106' },
  { lon: 119.475, lat: 28.745, cls: 'tertiary', from: '330702204' }, { lon: 119.598, lat: 29.222, cls: 'secondary', from: '330702100' },
  { lon: 119.425, lat: 29.14, cls: 'secondary', from: '330702107' }, { lon: 119.69, lat: 29.05, cls: 'secondary', from: '330702101' },
]

/** Roads between seats in the order they are built; the bigger ones first, so that the rest can join them. */
const LINKS: [string, string, RoadClass][] = [
  ['330702008', '330702103', 'primary'], ['330702103', '330702105', 'primary'], ['330702105', '330702106', 'primary'], ['330702106', '330702108', 'secondary'],
  ['330702106', '330702107', 'secondary'], ['330702107', '330702108', 'secondary'], ['330702006', '330702209', 'primary'], ['330702209', '330702101', 'secondary'],
  ['330702006', '330702101', 'primary'], ['330702009', '330702100', 'primary'], ['330702009', '330702201', 'primary'], ['330702201', '330702202', 'secondary'],
  ['330702100', '330702202', 'secondary'], ['330702103', '330702203', 'secondary'], ['330702203', '330702104', 'secondary'], ['330702203', '330702209', 'secondary'],
  ['330702101', '330702102', 'secondary'], ['330702209', '330702102', 'tertiary'], ['330702104', '330702106', 'secondary'], ['330702104', '330702105', 'tertiary'],
  ['330702104', '330702205', 'secondary'], ['330702106', '330702206', 'secondary'], ['330702106', '330702208', 'tertiary'], ['330702205', '330702204', 'tertiary'],
  ['330702206', '330702204', 'tertiary'], ['330702208', '330702206', 'tertiary'], ['330702103', '330702201', 'secondary'], ['330702107', '330702105', 'tertiary'],
  ['330702102', '330702205', 'tertiary'], ['330702102', '330702203', 'tertiary'], ['330702108', '330702208', 'tertiary'],
]

/**
 * The demonstration's street graph: made up, not surveyed, deterministic.
 * Answers edges with node numbers; lines meet at shared nodes and all of it hangs together.
 */
export function streetEdges(outline: readonly Spot[], townships: readonly Township[], hamlets: readonly Hamlet[]): Edge[] {
  const dice = diceOf('wucheng streets 1')
  const net = new Network()
  const seats = new Map(townships.map((t) => [t.code, plane.spot(t)]))
  const ring = outline.slice(0, -1)
  const inside = (s: Spot) => insideRing(s, ring)
  const borderGap = (s: Spot) => gapToLine(s, outline)
  const wet = (s: Spot) => bankGap(s) < 0 || lakes().some((l) => insideRing(s, l.ring))
  const clear = (s: Spot) => (!inside(s) || wet(s) ? -1 : Math.min(bankGap(s), borderGap(s)))
  const overRiver = (a: Spot, b: Spot) => bigRivers.some((r) => crossesLine(a, b, r.line))
  const towns: Town[] = [core, ...SMALL.map(([code, halfU, halfV, turn, spacing]): Town => ({
    id: code, middle: seats.get(code)!, halfU, halfV, turn, spacing, every: 3, main: 'secondary',
  }))]
  const big = new Map(towns.map((t) => [t.id, layTown(net, t, clear, (a, b) => !overRiver(a, b), dice.fork(t.id))]))
  const inTown = (s: Spot) => towns.some((t) => near(t, s) < 0.97)
  const hills = field('hills', 2600)
  const country = new Country({
    open: (s) => inside(s) && !wet(s) && borderGap(s) > 90,
    cost: (s) => groundCost(s, hills),
    crosses: overRiver,
    bank: bankGap,
    town: inTown,
  }, { west: -36_000, east: 12_000, south: -42_000, north: 17_000 }, dice.fork('lattice'))
  for (const [a, b, cls] of LINKS) if (!country.build(seats.get(a)!, seats.get(b)!, cls)) throw new Error(`no way between ${a} and ${b}`)
  for (const g of GATES) country.build(plane.spot(g), seats.get(g.from)!, g.cls)
  for (const h of hamlets) if (!inTown(h.spot)) country.build(h.spot, null, 'unclassified')
  loops(country, hamlets.filter((h) => !inTown(h.spot)), dice.fork('loops'))
  const gates = [...big.values()].flat()
  country.into(net, (s, from) => nearestGate(net, gates, s, (g) => !overRiver(from, g)))
  tidy(net)
  return chains(net, 9)
}

/** Within the oval of a town, 1 at its edge. */
const near = (t: Town, s: Spot): number => {
  const y = s.y - (t.bend?.(s.x, s.y) ?? 0)
  const a = (-t.turn * Math.PI) / 180
  const dx = s.x - t.middle.x
  const dy = y - t.middle.y
  return Math.hypot((dx * Math.cos(a) - dy * Math.sin(a)) / t.halfU, (dx * Math.sin(a) + dy * Math.cos(a)) / t.halfV)
}

/** Plains are cheap, the southern and northern hills dear except along their streams. */
function groundCost(s: Spot, hills: (x: number, y: number) => number): number {
  const south = Math.max(0, Math.min(1, (-9000 - s.y) / 9000))
  const north = Math.max(0, Math.min(1, (s.y - 8200) / 3000))
  const valley = Math.min(...RIVERS.filter((r) => r.class === 'stream').map((r) => gapToLine(s, r.line)))
  const climb = Math.max(south, north) * Math.min(1, valley / 1500)
  return 1 + 0.5 * (1 + hills(s.x, s.y)) + climb * 5 * (1.2 + hills(s.y, s.x))
}

/** Some villages also know their neighbour: one way in is rare on a plain. */
function loops(country: Country, hamlets: readonly Hamlet[], dice: ReturnType<typeof diceOf>): void {
  for (const h of hamlets) {
    if (h.spot.y < -12_000 || !dice.chance(0.55)) continue
    const others = hamlets.filter((o) => o !== h).sort((a, b) => gap(a.spot, h.spot) - gap(b.spot, h.spot))
    const other = others[dice.whole(0, 3)]
    if (other && gap(other.spot, h.spot) < 2600) country.build(h.spot, other.spot, 'unclassified')
  }
}

function nearestGate(net: Network, gates: readonly number[], s: Spot, fits: (g: Spot) => boolean): number | null {
  let best: number | null = null
  for (const g of gates) {
    const d = gap(net.nodes[g]!, s)
    if (d < 1200 && (best === null || d < gap(net.nodes[best]!, s)) && fits(net.nodes[g]!)) best = g
  }
  return best
}

function tidy(net: Network): void {
  uncross(net)
  trimStubs(net, 'residential', 400, 2)
  keepLargest(net)
}

/** The streets layer: one feature an edge, node ids counted from 0 in the order they appear. */
export function streetFeatures(edges: readonly Edge[]): Feature[] {
  const ids = new Map<number, number>()
  const id = (n: number) => ids.get(n) ?? (ids.set(n, ids.size), ids.size - 1)
  return edges.map((e) => ({
    type: 'Feature', properties: { class: e.class, f: id(e.f), t: id(e.t) },
    geometry: { type: 'LineString', coordinates: linePairs(plane, e.line) },
  }))
}
