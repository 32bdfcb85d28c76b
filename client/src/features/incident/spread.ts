/** A mark that wants a place. Pixels; in order of importance, most important first. */
export interface Wanted {
  id: string
  x: number
  y: number
  /** Half its width, and how far it and what stands under it reach up and down. */
  half: number
  up: number
  down: number
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

/** More than this many at one place are gathered instead of pushed apart. */
const GATHER_FROM = 5
const PASSES = 24

type Body = Stand & Pick<Wanted, 'half' | 'up' | 'down' | 'fixed'>

/**
 * Marks that would cover each other: offset first, cluster second (visual.md §6). Deterministic for the same input.
 * Every mark is answered exactly once, by itself or among the others of one.
 * @param near marks of which more than a few lie within this distance are gathered
 */
export function spread(wanted: readonly Wanted[], near: number): Stand[] {
  const bodies: Body[] = []
  const gone = new Set<string>()
  for (const w of wanted) {
    if (gone.has(w.id)) continue
    const crowd = w.fixed ? [] : wanted.filter((o) => !gone.has(o.id) && !o.fixed && Math.hypot(o.x - w.x, o.y - w.y) < near)
    const gathers = crowd.length >= GATHER_FROM
    for (const o of gathers ? crowd : [w]) gone.add(o.id)
    const others = gathers ? crowd.filter((o) => o.id !== w.id).map((o) => o.id) : []
    const { id, x, y, half, up, down, fixed } = w
    bodies.push({ id, x, y, from: { x, y }, others, half, up, down, fixed })
  }
  for (let pass = 0; pass < PASSES; pass++) if (!pushApart(bodies)) break
  return bodies.map(({ id, x, y, from, others }) => ({ id, x, y, others, from: from && Math.hypot(x - from.x, y - from.y) > near * 0.3 ? from : null }))
}

/** One pass over all pairs; the less important of two gives way more, a fixed one never. Answers whether any moved. */
function pushApart(bodies: readonly Body[]): boolean {
  let moved = false
  for (let i = 0; i < bodies.length; i++) {
    for (let j = i + 1; j < bodies.length; j++) {
      const a = bodies[i]!
      const b = bodies[j]!
      if (a.fixed && b.fixed) continue
      const lackX = a.half + b.half - Math.abs(b.x - a.x)
      const below = b.y >= a.y
      const lackY = below ? a.down + b.up - (b.y - a.y) : b.down + a.up - (a.y - b.y)
      if (lackX <= 0.5 || lackY <= 0.5) continue
      const shareA = a.fixed ? 0 : b.fixed ? 1 : 0.25
      // Along the shorter way out; two at the same place part sideways.
      if (lackX <= lackY) part(a, b, 'x', (b.x >= a.x ? 1 : -1) * lackX, shareA)
      else part(a, b, 'y', (below ? 1 : -1) * lackY, shareA)
      moved = true
    }
  }
  return moved
}

function part(a: Body, b: Body, axis: 'x' | 'y', by: number, shareA: number): void {
  a[axis] -= by * shareA
  b[axis] += by * (1 - shareA)
}
