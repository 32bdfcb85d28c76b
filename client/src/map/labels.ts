/** One text that wants a place near a point. Pixels of the container. */
export interface LabelWish {
  /** Lines of text with their own size and colour. */
  lines: { text: string; size: number; weight: 400 | 500 | 700; colour: string }[]
  x: number
  y: number
  /** Distance from the point at which the text may begin: the radius of the mark it names. */
  gap: number
  /** Smaller is placed first: P1 0, overdue 1, selected 2, P2 3, en route 4, the rest 5 and above. */
  rank: number
  /** Sides in order of liking. */
  sides: readonly Side[]
  /** It looks for a place further away too, tied to its mark by a line: what is overdue. */
  seeks?: boolean
  /** It seeks, and is never left out: the name of a P1. */
  must?: boolean
  /** Whose label it is: it stays on the side it was on, so that words don't hop as things pass by. */
  key?: string
}

export type Side = 'right' | 'left' | 'below' | 'above' | 'centre'

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Something labels keep clear of. One that yields is small and of low rank: urgent words are put over it, and it is not drawn then. */
export interface Obstacle extends Box {
  yields?: boolean
}

export interface PlacedLabel {
  wish: LabelWish
  box: Box
  /** Where each line's text begins (left aligned) or is centred. */
  align: 'left' | 'right' | 'center'
  /** From the mark's point to the label, where it stands away from it. */
  leader: { x: number; y: number; toX: number; toY: number } | null
}

const LINE = 1.25
const overlaps = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const inside = (a: Box, b: Box): boolean => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom

/** A place for a label: side of its mark, shift along that side in its own heights, and extra distance in the same. */
type Place = readonly [Side, shift: number, away: number]
const NEAR_SHIFTS = [0, -0.45, 0.45]
const FAR: readonly Place[] = [0.6, 1.3, 2.2, 3.2].flatMap((away) =>
  ([0, -1.1, 1.1, -2.2, 2.2] as const).flatMap((shift) => (['right', 'left', 'above', 'below'] as const).map((side): Place => [side, shift, away])))

/** In heights of the label: further, a name that may be left out says nothing any more. */
const SOUGHT_TO = 1.3

const placesOf = (w: LabelWish): Place[] => [
  ...w.sides.map((side): Place => [side, 0, 0]),
  ...(w.key === undefined ? [] : w.sides.flatMap((side) => NEAR_SHIFTS.slice(1).map((shift): Place => [side, shift, 0]))),
  ...(w.must ? FAR : w.seeks ? FAR.filter(([, , away]) => away <= SOUGHT_TO) : []),
]
const nameOf = (p: Place): string => p.join()

/**
 * Places labels without overlap, by rank; one that doesn't fit is left out. One that must be read looks further
 * away, and where nothing is free takes the place that covers least.
 * @param obstacles boxes no label may cover: the marks themselves and what lies over the map's corners
 * @param measure width in pixels of a line
 * @param memory where labels with a key stood last, by key; kept up to date
 */
export function placeLabels(
  wishes: readonly LabelWish[], obstacles: readonly Obstacle[], frame: Box, measure: (line: LabelWish['lines'][number]) => number, memory: Map<string, string> = new Map(),
): PlacedLabel[] {
  const taken: Obstacle[] = [...obstacles]
  const placed: PlacedLabel[] = []
  const order = wishes.map((w, i) => ({ w, i })).sort((a, b) => a.w.rank - b.w.rank || a.i - b.i)
  for (const { w } of order) {
    const width = Math.max(...w.lines.map(measure))
    const height = w.lines.reduce((h, l) => h + l.size * LINE, 0)
    const before = w.key === undefined ? undefined : memory.get(w.key)
    const tries = placesOf(w).map((place) => ({ place, box: boxAt(w, place, width, height) })).filter((t) => inside(t.box, frame))
    // Near before away, and of each the place it had first; the sort is stable, so the rest keeps its order.
    const cost = ({ place }: (typeof tries)[number]) => (isAway(place) ? 2 : 0) - (nameOf(place) === before ? 1 : 0)
    tries.sort((a, b) => cost(a) - cost(b))
    const inTheWay = taken.filter((t) => !(w.key !== undefined && t.yields))
    const free = tries.filter(({ box }) => !inTheWay.some((t) => overlaps(t, box)))
    const found = free.find(({ place, box }) => !isAway(place) || isClear(leaderTo(w, box), w, inTheWay)) ?? free[0] ?? (w.must ? least(tries, inTheWay) : undefined)
    if (!found) continue
    if (w.key !== undefined) memory.set(w.key, nameOf(found.place))
    taken.push(found.box)
    const [side] = found.place
    placed.push({ wish: w, box: found.box, align: side === 'right' ? 'left' : side === 'left' ? 'right' : 'center', leader: isAway(found.place) ? leaderTo(w, found.box) : null })
  }
  return placed
}

const isAway = ([, , away]: Place): boolean => away > 0

/** Whether a leader meets nothing on its way but the mark it comes from. */
function isClear(l: NonNullable<PlacedLabel['leader']>, from: { x: number; y: number }, inTheWay: readonly Box[]): boolean {
  const others = inTheWay.filter((b) => !(from.x > b.left && from.x < b.right && from.y > b.top && from.y < b.bottom))
  const steps = Math.ceil(Math.hypot(l.toX - l.x, l.toY - l.y) / 6)
  for (let i = 0; i <= steps; i++) {
    const x = l.x + ((l.toX - l.x) * i) / Math.max(1, steps)
    const y = l.y + ((l.toY - l.y) * i) / Math.max(1, steps)
    if (others.some((b) => x > b.left && x < b.right && y > b.top && y < b.bottom)) return false
  }
  return true
}

/** The try that covers the least area of what is in the way. */
function least<T extends { box: Box }>(tries: readonly T[], inTheWay: readonly Box[]): T | undefined {
  const covered = (a: Box) => inTheWay.reduce((sum, b) => sum + Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)), 0)
  let best: T | undefined
  let cost = Infinity
  for (const t of tries) {
    const c = covered(t.box)
    if (c < cost) {
      cost = c
      best = t
    }
  }
  return best
}

/** A line from the edge of the mark to the nearest point of the label. */
function leaderTo(w: LabelWish, b: Box): NonNullable<PlacedLabel['leader']> {
  const toX = Math.max(b.left, Math.min(b.right, w.x))
  const toY = Math.max(b.top, Math.min(b.bottom, w.y))
  const d = Math.hypot(toX - w.x, toY - w.y) || 1
  const reach = Math.min(d, w.gap * 0.9)
  return { x: w.x + ((toX - w.x) / d) * reach, y: w.y + ((toY - w.y) / d) * reach, toX, toY }
}

function boxAt(w: LabelWish, [side, shift, away]: Place, width: number, height: number): Box {
  const gap = w.gap + away * height
  const upright = side === 'right' || side === 'left'
  const x = side === 'right' ? w.x + gap : side === 'left' ? w.x - gap - width : w.x - width / 2 + shift * height
  const y = (side === 'below' ? w.y + gap : side === 'above' ? w.y - gap - height : w.y - height / 2) + (upright ? shift * height : 0)
  return { left: x, top: y, right: x + width, bottom: y + height }
}

/** Draws placed labels with a halo of the ground, 0.2 em on each side. */
export function drawLabels(c: CanvasRenderingContext2D, labels: readonly PlacedLabel[], face: string, halo: string): void {
  c.textBaseline = 'middle'
  c.lineJoin = 'round'
  for (const { leader, wish } of labels) {
    if (!leader) continue
    c.beginPath()
    c.moveTo(leader.x, leader.y)
    c.lineTo(leader.toX, leader.toY)
    for (const [colour, width] of [[halo, 0.2], [wish.lines[0]!.colour, 0.06]] as const) {
      c.strokeStyle = colour
      c.lineWidth = wish.lines[0]!.size * width
      c.stroke()
    }
  }
  // Halos first, so that none bites into another line's letters.
  for (const fill of [false, true]) for (const label of labels) drawLines(c, label, face, halo, fill)
}

function drawLines(c: CanvasRenderingContext2D, { wish, box, align }: PlacedLabel, face: string, halo: string, fill: boolean): void {
  c.textAlign = align
  const x = align === 'left' ? box.left : align === 'right' ? box.right : (box.left + box.right) / 2
  let y = box.top
  for (const line of wish.lines) {
    c.font = `${line.weight} ${line.size}px ${face}`
    c.fillStyle = line.colour
    c.strokeStyle = halo
    c.lineWidth = line.size * 0.4
    if (fill) c.fillText(line.text, x, y + (line.size * LINE) / 2)
    else c.strokeText(line.text, x, y + (line.size * LINE) / 2)
    y += line.size * LINE
  }
}
