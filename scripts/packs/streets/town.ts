import type { Dice } from '../../../server/src/features/demo/dice'
import { field } from '../noise'
import { gap, type Spot } from '../plane'
import { type Network, type RoadClass } from './graph'

/** A built-up place: a warped grid of streets round a middle. */
export interface Town {
  id: string
  middle: Spot
  /** Half sizes of the built-up oval, metres along u and v. */
  halfU: number
  halfV: number
  /** Turn of the grid, degrees anticlockwise. */
  turn: number
  /** Usual distance between parallel streets, metres. */
  spacing: number
  /** Every nth street is a bigger one. */
  every: number
  /** Class of the bigger ones. */
  main: RoadClass
  /** Bends the grid along a river: shift in y at (x, y), metres. */
  bend?: (x: number, y: number) => number
}

/** Where roads may not be: the answer is metres of clearance; below 0 is water or outside. */
export type Clearance = (s: Spot) => number

interface Street {
  at: number
  /** 0 = the biggest, 1 = big, 2 = ordinary. */
  order: 0 | 1 | 2
}

function streets(half: number, town: Town, dice: Dice): Street[] {
  const out: Street[] = []
  const count = Math.ceil(half / town.spacing)
  for (let i = -count; i <= count; i++) {
    const order = i % (town.every * 2) === 0 ? 0 : i % town.every === 0 ? 1 : 2
    out.push({ at: (i + (order === 2 ? dice.between(-0.16, 0.16) : dice.between(-0.06, 0.06))) * town.spacing, order })
  }
  return out
}

const classOf = (town: Town, order: number): RoadClass =>
  order === 2 ? 'residential' : order === 0 ? town.main : town.main === 'primary' ? 'secondary' : 'tertiary'

/**
 * Lays a town into the network. Small streets thin out towards the edge and break off here and there;
 * big ones reach the edge and are the only ones with bridges. Answers the nodes on big streets.
 */
export function layTown(net: Network, town: Town, clear: Clearance, bridgeable: (a: Spot, b: Spot) => boolean, dice: Dice): number[] {
  const us = streets(town.halfU, town, dice)
  const vs = streets(town.halfV, town, dice)
  const warpX = field(`${town.id}/x`, town.spacing * 6)
  const warpY = field(`${town.id}/y`, town.spacing * 6)
  const edge = field(`${town.id}/edge`, town.spacing * 3.5)
  const cos = Math.cos((town.turn * Math.PI) / 180)
  const sin = Math.sin((town.turn * Math.PI) / 180)
  const place = (u: number, v: number): Spot => {
    const x = town.middle.x + u * cos - v * sin
    const y = town.middle.y + u * sin + v * cos
    const size = town.spacing * 0.55
    return { x: x + warpX(x, y) * size, y: y + warpY(x, y) * size + (town.bend?.(x, y) ?? 0) }
  }
  const reach = (u: number, v: number) => Math.hypot(u / town.halfU, v / town.halfV)
  const nodes = us.map((u) => vs.map((v) => {
    const s = place(u.at, v.at)
    const r = reach(u.at, v.at) + 0.22 * edge(s.x, s.y)
    const limit = Math.min(u.order, v.order) < 2 ? 1.06 : 0.94
    return r < limit && clear(s) > 60 ? net.add(s) : null
  }))
  const big: number[] = []
  us.forEach((u, i) => vs.forEach((v, j) => {
    const here = nodes[i]![j]
    if (here === null || here === undefined) return
    if (Math.min(u.order, v.order) < 2) big.push(here)
    link(nodes[i + 1]?.[j] ?? null, v.order, here)
    if (!link(nodes[i]![j + 1] ?? null, u.order, here) && u.order < 2) leap(i, j, u.order, here)
  }))
  return big

  function link(there: number | null, order: number, here: number): boolean {
    if (there === null) return false
    const a = net.nodes[here]!
    const b = net.nodes[there]!
    if (gap(a, b) < 40) return false
    const wet = !bridgeable(a, b)
    if (wet && order > 0) return false
    const r = Math.hypot((a.x - town.middle.x) / town.halfU, (a.y - town.middle.y) / town.halfV)
    if (order === 2 && dice.chance(0.1 + 0.3 * Math.max(0, r - 0.35))) return false
    net.join(here, there, classOf(town, order))
    return true
  }

  /** A big street goes over the river where the next street on the other bank takes it up. */
  function leap(i: number, j: number, order: number, here: number) {
    for (let k = j + 2; k <= Math.min(j + 4, vs.length - 1); k++) {
      const there = nodes[i]![k]
      if (there === null || there === undefined) continue
      if (gap(net.nodes[here]!, net.nodes[there]!) < 1100) net.join(here, there, classOf(town, order))
      return
    }
  }
}
