import type { Dice } from '../../../server/src/features/demo/dice'
import { gap, type Spot } from '../plane'
import { type Network, rankOf, type RoadClass } from './graph'
import { Queue } from './queue'

/** Lattice on which country roads are sought, metres between its points. */
const STEP = 280
/** What a bridge costs, in metres of plain road. */
const BRIDGE = 9000

export interface Land {
  /** Whether a road may be here at all. */
  open(s: Spot): boolean
  /** Cost of a metre of new road here, at least 1. */
  cost(s: Spot): number
  /** Whether a step would cross a big river: dear, because it needs a bridge. */
  crosses(a: Spot, b: Spot): boolean
  /** Metres from the nearest big river, so that only steps beside it are tested. */
  bank(s: Spot): number
  /** Whether this is inside a town that has its own streets. */
  town(s: Spot): boolean
}

interface Cell {
  i: number
  j: number
  at: Spot
  town: boolean
  cost: number
  riverside: boolean
}

/**
 * Roads between places as cheapest paths over a jittered lattice: what is built already is cheap to follow,
 * so roads join, share valleys and branch like real ones instead of running as rays.
 */
export class Country {
  private readonly cells = new Map<string, Cell>()
  private readonly built = new Map<string, RoadClass>()
  private readonly blocked = new Set<string>()

  constructor(private readonly land: Land, box: { west: number; east: number; south: number; north: number }, dice: Dice) {
    for (let i = Math.ceil(box.west / STEP); i * STEP <= box.east; i++) {
      for (let j = Math.ceil(box.south / STEP); j * STEP <= box.north; j++) {
        const at = { x: i * STEP + dice.between(-0.24, 0.24) * STEP, y: j * STEP + dice.between(-0.24, 0.24) * STEP }
        if (land.open(at)) this.cells.set(`${i},${j}`, { i, j, at, town: land.town(at), cost: land.cost(at), riverside: land.bank(at) < STEP * 2 })
      }
    }
  }

  /** The cell nearest to a spot, or null when there is none within two steps. */
  cellAt(s: Spot): Cell | null {
    let best: Cell | null = null
    const i0 = Math.round(s.x / STEP)
    const j0 = Math.round(s.y / STEP)
    for (let i = i0 - 2; i <= i0 + 2; i++) {
      for (let j = j0 - 2; j <= j0 + 2; j++) {
        const c = this.cells.get(`${i},${j}`)
        if (c && (!best || gap(c.at, s) < gap(best.at, s))) best = c
      }
    }
    return best
  }

  /** Builds from one spot to another, or to the nearest thing built or town when `to` is absent. False when no way exists. */
  build(from: Spot, to: Spot | null, cls: RoadClass): boolean {
    const start = this.cellAt(from)
    const goal = to && this.cellAt(to)
    if (!start || (to && !goal)) return false
    const path = this.path(start, goal)
    if (!path) return false
    for (let n = 1; n < path.length; n++) this.lay(path[n - 1]!, path[n]!, cls)
    return true
  }

  private path(start: Cell, goal: Cell | null): Cell[] | null {
    const far = new Map<Cell, number>([[start, 0]])
    const back = new Map<Cell, Cell>()
    const open = new Queue<Cell>()
    open.push(start, 0)
    const done = new Set<Cell>()
    for (let here = open.pop(); here; here = open.pop()) {
      if (done.has(here)) continue
      done.add(here)
      if (goal ? here === goal : here !== start && (here.town || this.onRoad(here))) return trace(here, back)
      for (const next of this.neighbours(here)) {
        const d = far.get(here)! + this.price(here, next)
        if (d >= (far.get(next) ?? Infinity)) continue
        far.set(next, d)
        back.set(next, here)
        open.push(next, d + (goal ? gap(next.at, goal.at) * 0.3 : 0))
      }
    }
    return null
  }

  private price(a: Cell, b: Cell): number {
    const length = gap(a.at, b.at)
    if (this.built.has(edgeKey(a, b)) || (a.town && b.town)) return length * 0.35
    const bridge = a.riverside && b.riverside && this.land.crosses(a.at, b.at)
    return (length * (a.cost + b.cost)) / 2 + (bridge ? BRIDGE : 0)
  }

  private *neighbours(c: Cell): Iterable<Cell> {
    for (let di = -1; di <= 1; di++) {
      for (let dj = -1; dj <= 1; dj++) {
        const n = di || dj ? this.cells.get(`${c.i + di},${c.j + dj}`) : undefined
        if (n && !this.blocked.has(edgeKey(c, n))) yield n
      }
    }
  }

  private readonly roadCells = new Set<Cell>()
  private onRoad(c: Cell): boolean {
    return this.roadCells.has(c)
  }

  private lay(a: Cell, b: Cell, cls: RoadClass): void {
    const key = edgeKey(a, b)
    const before = this.built.get(key)
    if (!before || rankOf(cls) < rankOf(before)) this.built.set(key, cls)
    this.roadCells.add(a).add(b)
    // The other diagonal of the square would cross without a junction.
    if (a.i !== b.i && a.j !== b.j) this.blocked.add([`${a.i},${b.j}`, `${b.i},${a.j}`].sort().join('/'))
  }

  /**
   * Puts what was built into the network: inside a town its own streets serve, so a road ends at a node of a
   * big street near where it enters (`enter` answers it, or null). Bends are eased over the free nodes.
   */
  into(net: Network, enter: (s: Spot, from: Spot) => number | null): void {
    const nodes = new Map<string, number>()
    const nodeOf = (c: Cell) => {
      const key = `${c.i},${c.j}`
      let n = nodes.get(key)
      if (n === undefined) nodes.set(key, (n = net.add({ ...c.at })))
      return n
    }
    const joins: [number, number, RoadClass][] = []
    const entered = new Map<number, number>()
    for (const [key, cls] of this.built) {
      const [a, b] = key.split('/').map((k) => this.cells.get(k)!) as [Cell, Cell]
      if (a.town && b.town) continue
      if (!a.town && !b.town) joins.push([nodeOf(a), nodeOf(b), cls])
      else {
        const outside = a.town ? b : a
        const own = nodeOf(outside)
        if (entered.has(own)) continue
        const gate = enter((a.town ? a : b).at, outside.at)
        if (gate !== null) {
          entered.set(own, gate)
          joins.push([own, gate, cls])
        }
      }
    }
    ease(net, joins, new Set(nodes.values()))
    for (const [a, b, cls] of joins) net.join(a, b, cls)
  }
}

/** Pulls each free node with two neighbours towards their middle, a few times over. */
function ease(net: Network, joins: readonly [number, number, RoadClass][], free: ReadonlySet<number>): void {
  const at = new Map<number, number[]>()
  for (const [a, b] of joins) {
    at.set(a, [...(at.get(a) ?? []), b])
    at.set(b, [...(at.get(b) ?? []), a])
  }
  for (let n = 0; n < 3; n++) {
    for (const [node, near] of at) {
      if (!free.has(node) || near.length < 2) continue
      const pull = near.length === 2 ? 0.5 : 0.2
      const here = net.nodes[node]!
      const mx = near.reduce((s, m) => s + net.nodes[m]!.x, 0) / near.length
      const my = near.reduce((s, m) => s + net.nodes[m]!.y, 0) / near.length
      net.nodes[node] = { x: here.x + (mx - here.x) * pull, y: here.y + (my - here.y) * pull }
    }
  }
}

const edgeKey = (a: Cell, b: Cell) => [`${a.i},${a.j}`, `${b.i},${b.j}`].sort().join('/')

function trace(end: Cell, back: ReadonlyMap<Cell, Cell>): Cell[] {
  const path = [end]
  for (let c = back.get(end); c; c = back.get(c)) path.push(c)
  return path.reverse()
}
