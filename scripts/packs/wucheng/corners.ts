import type { Dice } from '../../../server/src/features/demo/dice'
import { gap, insideRing, type Spot } from '../plane'
import type { Edge } from '../streets/graph'
import type { CornerOf } from './fleet'
import { plane } from './outlines'
import type { Township } from './townships'

/** The township whose seat is nearest: the one whose approximate cell a point lies in. */
export function areaOf(townships: readonly Township[]): (s: Spot) => string {
  const seats = townships.map((t) => ({ code: t.code, spot: plane.spot(t) }))
  return (s) => seats.reduce((best, t) => (gap(t.spot, s) < gap(best.spot, s) ? t : best)).code
}

/** Picks street corners: within reach of a township's seat, in its own cell and in the district; each only once. */
export function corners(edges: readonly Edge[], townships: readonly Township[], outline: readonly Spot[]): CornerOf {
  const ends = new Map<number, Spot>()
  for (const e of edges) ends.set(e.f, e.line[0]!).set(e.t, e.line[e.line.length - 1]!)
  const area = areaOf(townships)
  const byArea = new Map<string, Spot[]>()
  for (const s of ends.values()) {
    if (!insideRing(s, outline)) continue
    const code = area(s)
    byArea.set(code, [...(byArea.get(code) ?? []), s])
  }
  const used = new Set<Spot>()
  return (areaId: string, dice: Dice, within: number) => {
    const seat = plane.spot(townships.find((t) => t.code === areaId)!)
    const free = (byArea.get(areaId) ?? []).filter((s) => !used.has(s)).sort((a, b) => gap(a, seat) - gap(b, seat))
    const near = free.filter((s) => gap(s, seat) <= within)
    const from = near.length > 0 ? near : free.slice(0, 3)
    if (from.length === 0) throw new Error(`no free street corner in ${areaId}`)
    const s = dice.pick(from)
    used.add(s)
    return s
  }
}
