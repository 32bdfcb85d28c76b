/** Things counted together at one place. World coordinates (0…1). */
export interface Gathering {
  x: number
  y: number
  count: number
  /** How many of them are past their contract: all of them makes the pill dashed. */
  stale: number
  /** The area it stands for, where counts are by area. */
  areaId: string | null
  /** The only one, by slot, when it is alone. */
  only: number
}

export interface Gathered {
  slot: number
  x: number
  y: number
  stale: boolean
}

/** Counts by nearest seat: a unit belongs to one area and is counted once. */
export function bySeat(things: Iterable<Gathered>, seats: readonly { id: string; x: number; y: number }[]): Gathering[] {
  const found = new Map<string, Gathering>()
  for (const t of things) {
    let best = seats[0]
    let least = Infinity
    for (const s of seats) {
      const d = (s.x - t.x) ** 2 + (s.y - t.y) ** 2
      if (d < least) {
        least = d
        best = s
      }
    }
    if (!best) continue
    let g = found.get(best.id)
    if (!g) found.set(best.id, (g = { x: best.x, y: best.y, count: 0, stale: 0, areaId: best.id, only: t.slot }))
    g.count++
    if (t.stale) g.stale++
  }
  return [...found.values()]
}

/**
 * Gathers things nearer than `reach` (world units), each into exactly one pill at their middle. Deterministic:
 * in the order given, each joins the first pill within reach.
 */
export function byNearness(things: Iterable<Gathered>, reach: number): Gathering[] {
  const out: Gathering[] = []
  const cells = new Map<string, Gathering[]>()
  const key = (cx: number, cy: number) => `${cx},${cy}`
  for (const t of things) {
    const cx = Math.floor(t.x / reach)
    const cy = Math.floor(t.y / reach)
    let joined: Gathering | null = null
    for (let dx = -1; dx <= 1 && !joined; dx++) {
      for (let dy = -1; dy <= 1 && !joined; dy++) {
        for (const g of cells.get(key(cx + dx, cy + dy)) ?? []) {
          if ((g.x - t.x) ** 2 + (g.y - t.y) ** 2 <= reach * reach) {
            joined = g
            break
          }
        }
      }
    }
    if (joined) {
      joined.count++
      if (t.stale) joined.stale++
      continue
    }
    const g: Gathering = { x: t.x, y: t.y, count: 1, stale: t.stale ? 1 : 0, areaId: null, only: t.slot }
    out.push(g)
    const k = key(cx, cy)
    cells.set(k, [...(cells.get(k) ?? []), g])
  }
  return out
}
