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
  /** It may cover what yields rather than be left out: the name of a P1. */
  must?: boolean
}

export type Side = 'right' | 'left' | 'below' | 'above' | 'centre'

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Something labels keep clear of; one that yields gives way to a label that must be read. */
export interface Obstacle extends Box {
  yields?: boolean
}

export interface PlacedLabel {
  wish: LabelWish
  box: Box
  /** Where each line's text begins (left aligned) or is centred. */
  align: 'left' | 'right' | 'center'
}

const LINE = 1.25
const overlaps = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const inside = (a: Box, b: Box): boolean => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom

/**
 * Places labels without overlap, by rank; one that doesn't fit is left out.
 * @param obstacles boxes no label may cover: the marks themselves and what lies over the map's corners
 * @param measure width in pixels of a line
 */
export function placeLabels(
  wishes: readonly LabelWish[], obstacles: readonly Obstacle[], frame: Box, measure: (line: LabelWish['lines'][number]) => number,
): PlacedLabel[] {
  const taken: Obstacle[] = [...obstacles]
  const placed: PlacedLabel[] = []
  const order = wishes.map((w, i) => ({ w, i })).sort((a, b) => a.w.rank - b.w.rank || a.i - b.i)
  for (const { w } of order) {
    const width = Math.max(...w.lines.map(measure))
    const height = w.lines.reduce((h, l) => h + l.size * LINE, 0)
    const fits = (box: Box, over: boolean) => inside(box, frame) && !taken.some((t) => !(over && t.yields) && overlaps(t, box))
    const found = [false, ...(w.must ? [true] : [])].flatMap((over) => w.sides.map((side) => ({ side, over, box: boxAt(w, side, width, height) })))
      .find(({ box, over }) => fits(box, over))
    if (!found) continue
    taken.push(found.box)
    placed.push({ wish: w, box: found.box, align: found.side === 'right' ? 'left' : found.side === 'left' ? 'right' : 'center' })
  }
  return placed
}

function boxAt(w: LabelWish, side: Side, width: number, height: number): Box {
  const x = side === 'right' ? w.x + w.gap : side === 'left' ? w.x - w.gap - width : w.x - width / 2
  const y = side === 'below' ? w.y + w.gap : side === 'above' ? w.y - w.gap - height : w.y - height / 2
  return { left: x, top: y, right: x + width, bottom: y + height }
}

/** Draws placed labels with a halo of the ground, 0.2 em. */
export function drawLabels(c: CanvasRenderingContext2D, labels: readonly PlacedLabel[], face: string, halo: string): void {
  c.textBaseline = 'middle'
  c.lineJoin = 'round'
  c.strokeStyle = halo
  for (const { wish, box, align } of labels) {
    c.textAlign = align
    const x = align === 'left' ? box.left : align === 'right' ? box.right : (box.left + box.right) / 2
    let y = box.top
    for (const line of wish.lines) {
      c.font = `${line.weight} ${line.size}px ${face}`
      c.lineWidth = line.size * 0.2
      c.strokeText(line.text, x, y + (line.size * LINE) / 2)
      c.fillStyle = line.colour
      c.fillText(line.text, x, y + (line.size * LINE) / 2)
      y += line.size * LINE
    }
  }
}
