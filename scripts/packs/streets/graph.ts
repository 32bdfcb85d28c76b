import { gap, segmentsCross, simplify, type Spot } from '../plane'

/** Ranks of roads, highest first. */
export const ROAD_CLASSES = ['primary', 'secondary', 'tertiary', 'unclassified', 'residential'] as const
export type RoadClass = (typeof ROAD_CLASSES)[number]
export const rankOf = (c: RoadClass) => ROAD_CLASSES.indexOf(c)

export interface Edge {
  f: number
  t: number
  class: RoadClass
  /** From f to t, both ends included. */
  line: Spot[]
}

/** A road network in the making: nodes by number, at most one edge between two nodes. */
export class Network {
  readonly nodes: Spot[] = []
  readonly edges = new Map<string, Edge>()

  add(s: Spot): number {
    return this.nodes.push(s) - 1
  }

  private key(a: number, b: number) {
    return a < b ? `${a}-${b}` : `${b}-${a}`
  }

  /** Joins two nodes by a straight edge; an existing one keeps its higher class. */
  join(a: number, b: number, cls: RoadClass): void {
    if (a === b) return
    const key = this.key(a, b)
    const before = this.edges.get(key)
    if (before && rankOf(before.class) <= rankOf(cls)) return
    this.edges.set(key, { f: a, t: b, class: cls, line: [this.nodes[a]!, this.nodes[b]!] })
  }

  remove(e: Edge): void {
    this.edges.delete(this.key(e.f, e.t))
  }

  has(a: number, b: number): boolean {
    return this.edges.has(this.key(a, b))
  }

  /** Edges at each node. */
  incidence(): Map<number, Edge[]> {
    const at = new Map<number, Edge[]>()
    for (const e of this.edges.values()) {
      for (const n of [e.f, e.t]) {
        const list = at.get(n)
        if (list) list.push(e)
        else at.set(n, [e])
      }
    }
    return at
  }
}

/** Removes the lower of two roads that cross without a junction, so that lines meet only at shared nodes. Answers how many. */
export function uncross(net: Network): number {
  const cell = 400
  const grid = new Map<string, Edge[]>()
  const gone = new Set<Edge>()
  const byRank = [...net.edges.values()].sort((a, b) => rankOf(a.class) - rankOf(b.class))
  for (const e of byRank) {
    const cells = cellsOf(e, cell)
    if (cells.some((c) => grid.get(c)?.some((other) => cross(e, other)))) {
      gone.add(e)
      continue
    }
    for (const c of cells) {
      const list = grid.get(c)
      if (list) list.push(e)
      else grid.set(c, [e])
    }
  }
  for (const e of gone) net.remove(e)
  return gone.size
}

function cellsOf(e: Edge, cell: number): string[] {
  const out: string[] = []
  const a = e.line[0]!
  const b = e.line[e.line.length - 1]!
  for (let i = Math.floor(Math.min(a.x, b.x) / cell); i <= Math.floor(Math.max(a.x, b.x) / cell); i++) {
    for (let j = Math.floor(Math.min(a.y, b.y) / cell); j <= Math.floor(Math.max(a.y, b.y) / cell); j++) out.push(`${i},${j}`)
  }
  return out
}

const cross = (a: Edge, b: Edge) => segmentsCross(a.line[0]!, a.line[a.line.length - 1]!, b.line[0]!, b.line[b.line.length - 1]!)

/** Keeps only what hangs together with the largest part. */
export function keepLargest(net: Network): void {
  const at = net.incidence()
  const part = new Map<number, number>()
  const sizes: number[] = []
  for (const start of at.keys()) {
    if (part.has(start)) continue
    const id = sizes.push(0) - 1
    const stack = [start]
    part.set(start, id)
    while (stack.length > 0) {
      const n = stack.pop()!
      sizes[id]!++
      for (const e of at.get(n)!) {
        const m = e.f === n ? e.t : e.f
        if (!part.has(m)) {
          part.set(m, id)
          stack.push(m)
        }
      }
    }
  }
  const best = sizes.indexOf(Math.max(...sizes))
  for (const e of [...net.edges.values()]) if (part.get(e.f) !== best) net.remove(e)
}

/** Takes away dead ends of this class shorter than `max` metres, `times` over: a stub every block looks drawn by a machine. */
export function trimStubs(net: Network, cls: RoadClass, max: number, times: number): void {
  for (let n = 0; n < times; n++) {
    const at = net.incidence()
    for (const e of [...net.edges.values()]) {
      const dead = at.get(e.f)!.length === 1 || at.get(e.t)!.length === 1
      if (dead && e.class === cls && gap(net.nodes[e.f]!, net.nodes[e.t]!) < max) net.remove(e)
    }
  }
}

/**
 * Joins chains of edges of one class through nodes where nothing else meets into one edge with a line,
 * simplified by `tolerance` metres, so that a country road is one edge between junctions. Loops keep a node.
 */
export function chains(net: Network, tolerance: number): Edge[] {
  const at = net.incidence()
  const through = (n: number) => {
    const [a, b, more] = at.get(n)!
    return more === undefined && a !== undefined && b !== undefined && a.class === b.class
  }
  const done = new Set<Edge>()
  const out: Edge[] = []
  const walk = (start: number, first: Edge) => {
    const nodes = [start]
    let edge = first
    let here = start
    for (;;) {
      done.add(edge)
      here = edge.f === here ? edge.t : edge.f
      nodes.push(here)
      if (here === start || !through(here) || nodes.length > 24) break
      const [a, b] = at.get(here)!
      edge = a === edge ? b! : a!
      if (done.has(edge)) break
    }
    out.push({ f: start, t: here, class: first.class, line: simplify(nodes.map((n) => net.nodes[n]!), tolerance) })
  }
  for (const n of at.keys()) if (!through(n)) for (const e of at.get(n)!) if (!done.has(e)) walk(n, e)
  for (const e of net.edges.values()) if (!done.has(e)) walk(e.f, e)
  return out.filter((e) => e.f !== e.t)
}
