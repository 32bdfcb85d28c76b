/** A mark that wants a place. Pixels; in order of importance, most important first. */
export interface Wanted {
  id: string
  x: number
  y: number
  /** Never moved and never gathered: a P1. */
  fixed: boolean
}

/** Where marks stand: alone, perhaps pushed aside, or gathered behind the most important one. */
export interface Stand {
  id: string
  x: number
  y: number
  /** Its true place, when it stands more than a little off it. */
  from: { x: number; y: number } | null
  /** Others gathered behind it. */
  others: string[]
}

/** More than this many within reach of each other are gathered instead of pushed apart. */
const GATHER_FROM = 5
const PASSES = 12

/**
 * Marks nearer than `apart`: offset first, cluster second (visual.md §6). Deterministic for the same input.
 * Every mark is answered exactly once, by itself or among the others of one.
 */
export function spread(wanted: readonly Wanted[], apart: number): Stand[] {
  const stands: (Stand & { fixed: boolean })[] = []
  const gone = new Set<string>()
  for (const w of wanted) {
    if (gone.has(w.id)) continue
    const near = w.fixed ? [] : wanted.filter((o) => !gone.has(o.id) && !o.fixed && Math.hypot(o.x - w.x, o.y - w.y) < apart)
    const gathers = near.length >= GATHER_FROM
    for (const o of gathers ? near : [w]) gone.add(o.id)
    const others = gathers ? near.filter((o) => o.id !== w.id).map((o) => o.id) : []
    stands.push({ id: w.id, x: w.x, y: w.y, from: { x: w.x, y: w.y }, others, fixed: w.fixed })
  }
  for (let pass = 0; pass < PASSES; pass++) if (!pushApart(stands, apart)) break
  return stands.map(({ fixed: _fixed, ...s }) => ({ ...s, from: s.from && Math.hypot(s.x - s.from.x, s.y - s.from.y) > apart * 0.25 ? s.from : null }))
}

/** One pass over all pairs; the less important of two gives way, a fixed one never. Answers whether any moved. */
function pushApart(stands: (Stand & { fixed: boolean })[], apart: number): boolean {
  let moved = false
  for (let i = 0; i < stands.length; i++) {
    for (let j = i + 1; j < stands.length; j++) {
      const a = stands[i]!
      const b = stands[j]!
      let dx = b.x - a.x
      let dy = b.y - a.y
      let d = Math.hypot(dx, dy)
      if (d >= apart - 0.5 || (a.fixed && b.fixed)) continue
      if (d < 0.01) {
        // The same place: each goes its own way round, always the same way.
        const angle = j * 2.39996
        dx = Math.cos(angle)
        dy = Math.sin(angle)
        d = 1
      }
      const lack = apart - Math.min(d, apart)
      const shareA = a.fixed ? 0 : b.fixed ? 1 : 0.3
      a.x -= (dx / d) * lack * shareA
      a.y -= (dy / d) * lack * shareA
      b.x += (dx / d) * lack * (1 - shareA)
      b.y += (dy / d) * lack * (1 - shareA)
      moved = true
    }
  }
  return moved
}
