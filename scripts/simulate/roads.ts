import { distanceM, type Point } from '@liandong/shared/kernel/geo'
import { Queue } from '../packs/streets/queue'

export interface StreetFile {
  features: { properties: { class: string; f: number; t: number }; geometry: { coordinates: [number, number][] } }[]
}

/** Share of a unit's usual speed that a road of this class allows. */
const FLOW: Record<string, number> = { primary: 1.15, secondary: 1, tertiary: 0.85, unclassified: 0.75, residential: 0.6 }
const FASTEST = 1.15

interface Way {
  to: number
  metres: number
  /** Metres divided by flow: what the search adds up. */
  cost: number
  line: Point[]
  flow: number
}

/** A drive as a line: points, and the share of the usual speed on the way to each (the first one's is unused). */
export interface Route {
  points: Point[]
  flows: number[]
}

const CELL = 0.01

/** The pack's street graph, read once: nearest corner and quickest way. WGS-84. */
export class Roads {
  private readonly at = new Map<number, Point>()
  private readonly ways = new Map<number, Way[]>()
  private readonly grid = new Map<string, number[]>()

  constructor(file: StreetFile) {
    for (const { properties, geometry } of file.features) {
      const line = geometry.coordinates.map(([lon, lat]) => ({ lon, lat }))
      const flow = FLOW[properties.class] ?? 0.6
      const metres = lengthM(line)
      this.addNode(properties.f, line[0]!)
      this.addNode(properties.t, line[line.length - 1]!)
      this.ways.get(properties.f)!.push({ to: properties.t, metres, cost: metres / flow, line, flow })
      this.ways.get(properties.t)!.push({ to: properties.f, metres, cost: metres / flow, line: [...line].reverse(), flow })
    }
  }

  private addNode(n: number, p: Point): void {
    if (this.at.has(n)) return
    this.at.set(n, p)
    this.ways.set(n, [])
    const key = cellOf(p)
    const list = this.grid.get(key)
    if (list) list.push(n)
    else this.grid.set(key, [n])
  }

  /** The corner nearest to a point: rings of cells outwards until one is found, and one ring more. */
  nearest(p: Point): number {
    let best = -1
    let far = Infinity
    for (let ring = 0, extra = 1; ring < 200 && extra >= 0; ring++) {
      for (const n of this.ring(p, ring)) {
        const d = distanceM(this.at.get(n)!, p)
        if (d < far) {
          far = d
          best = n
        }
      }
      if (best >= 0) extra--
    }
    if (best < 0) throw new Error('the street graph is empty')
    return best
  }

  private *ring(p: Point, ring: number): Iterable<number> {
    const i0 = Math.floor(p.lon / CELL)
    const j0 = Math.floor(p.lat / CELL)
    for (let i = -ring; i <= ring; i++) {
      for (let j = -ring; j <= ring; j++) {
        if (Math.max(Math.abs(i), Math.abs(j)) === ring) yield* this.grid.get(`${i0 + i},${j0 + j}`) ?? []
      }
    }
  }

  /** Corners within so many metres of a point. */
  around(p: Point, metres: number): Point[] {
    const rings = Math.ceil(metres / 900)
    const out: Point[] = []
    for (let r = 0; r <= rings; r++) for (const n of this.ring(p, r)) if (distanceM(this.at.get(n)!, p) <= metres) out.push(this.at.get(n)!)
    return out
  }

  /** The quickest way between two points: straight to the nearest corner, along streets, straight to the end (A*). */
  route(from: Point, to: Point): Route {
    const goal = this.nearest(to)
    const start = this.nearest(from)
    const back = this.search(start, goal)
    const route: Route = { points: [from, this.at.get(start)!], flows: [0, 0.5] }
    const steps: Way[] = []
    for (let n = goal; n !== start; ) {
      const s = back.get(n)
      if (!s) break
      steps.push(s.way)
      n = s.from
    }
    for (const way of steps.reverse()) {
      for (const p of way.line.slice(1)) {
        route.points.push(p)
        route.flows.push(way.flow)
      }
    }
    route.points.push(to)
    route.flows.push(0.5)
    return route
  }

  private search(start: number, goal: number): Map<number, { from: number; way: Way }> {
    const end = this.at.get(goal)!
    const far = new Map([[start, 0]])
    const back = new Map<number, { from: number; way: Way }>()
    const done = new Set<number>()
    const open = new Queue<number>()
    open.push(start, 0)
    for (let n = open.pop(); n !== undefined && n !== goal; n = open.pop()) {
      if (done.has(n)) continue
      done.add(n)
      for (const way of this.ways.get(n)!) {
        const d = far.get(n)! + way.cost
        if (d >= (far.get(way.to) ?? Infinity)) continue
        far.set(way.to, d)
        back.set(way.to, { from: n, way })
        open.push(way.to, d + distanceM(this.at.get(way.to)!, end) / FASTEST)
      }
    }
    return back
  }
}

const cellOf = (p: Point) => `${Math.floor(p.lon / CELL)},${Math.floor(p.lat / CELL)}`

export function lengthM(line: readonly Point[]): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distanceM(line[i - 1]!, line[i]!)
  return sum
}
