import type L from 'leaflet'
import { CanvasLayer, type View } from './canvasLayer'
import { drawLabels, placeLabels, type Box, type LabelWish, type Obstacle, type PlacedLabel } from './labels'
import { readPalette, type Palette } from './palette'

/** What a painter is given besides the view: colours, and the list where labels and obstacles go. */
export interface Sheet {
  colours: Palette
  /** Words that take their place while painters prepare: names of what is urgent. */
  claims: LabelWish[]
  /** Boxes of the words that have taken their place: small marks beneath them are not drawn. */
  said: Box[]
  /** Words that get what is left. */
  labels: LabelWish[]
  /** Boxes that labels keep clear of. */
  obstacles: Obstacle[]
  /** Space a mark needs beneath it (docked units), by reference. */
  beneath: Map<string, { width: number; height: number }>
  /** Where marks stand and how far they reach, by reference (`incident:…`, `area:…`): for what belongs beside them. */
  anchors: Map<string, Anchor>
}

const within = (b: Box, x: number, y: number, reach: number) => x > b.left - reach && x < b.right + reach && y > b.top - reach && y < b.bottom + reach

/** Nearest free place for a small mark: its own, or one a step or two aside; its own when all are taken. */
export function freePlace(sheet: Sheet, x: number, y: number, reach: number): { x: number; y: number } {
  const free = (px: number, py: number) => !sheet.obstacles.some((b) => within(b, px, py, reach))
  if (free(x, y)) return { x, y }
  for (const far of [1.1, 2, 3, 4, 5, 6, 7, 8.5, 10]) {
    for (let k = 0; k < 12; k++) {
      const a = (k * Math.PI) / 6
      const px = x + Math.cos(a) * far * reach
      const py = y + Math.sin(a) * far * reach
      if (free(px, py)) return { x: px, y: py }
    }
  }
  return { x, y }
}

export interface Anchor {
  x: number
  y: number
  /** Reach below the point, in pixels. */
  below: number
}

/** A feature's part of the marks: symbols by hand, labels by wish. */
export interface Painter {
  /** Lower is drawn first, so beneath. Places are taken the other way round: what lies on top chooses first. */
  order: number
  /** Takes places before anything is drawn. */
  prepare?(view: View, sheet: Sheet): void
  paint(c: CanvasRenderingContext2D, view: View, sheet: Sheet): void
}

/** What came from the wire is drawn at most this often (ms): in a surge each of many changes a second would draw everything anew. */
const SOON_MS = 100
/** Colours and what lies over the map are asked for this often (ms): asking makes the browser lay out the page. */
const AROUND_MS = 1_000

/** The few things drawn with full care: incidents, counts, docked units, ranges; and every label of the map. */
export class MarksLayer extends CanvasLayer {
  private readonly painters: Painter[] = []
  private readonly context = this.canvas.getContext('2d')!
  private corners: () => Box[] = () => []
  private around: { colours: Palette; corners: Box[]; at: number } | null = null
  private drawnAt = -Infinity
  private soon: ReturnType<typeof setTimeout> | null = null
  /** Where claimed words stood last. */
  private readonly memory = new Map<string, string>()

  constructor() {
    super('marks', 450)
  }

  add(painter: Painter): () => void {
    this.painters.push(painter)
    this.painters.sort((a, b) => a.order - b.order)
    this.ask()
    return () => {
      this.painters.splice(this.painters.indexOf(painter), 1)
      this.ask()
    }
  }

  /** Boxes of what lies over the map (scale, inset, legend), which labels keep clear of. */
  keepClearOf(corners: () => Box[]): void {
    this.corners = corners
    this.around = null
  }

  /** Redraws for a change of what is shown: at once after a rest, otherwise with the others of the same tenth of a second. */
  askSoon(): void {
    const wait = this.drawnAt + SOON_MS - performance.now()
    if (wait <= 0) return this.ask()
    this.soon ??= setTimeout(() => {
      this.soon = null
      this.ask()
    }, wait)
  }

  override onAdd(map: L.Map): this {
    map.on('resize', this.forget, this)
    return super.onAdd(map)
  }

  override onRemove(map: L.Map): this {
    map.off('resize', this.forget, this)
    if (this.soon !== null) clearTimeout(this.soon)
    this.soon = null
    return super.onRemove(map)
  }

  private forget(): void {
    this.around = null
  }

  private surroundings(now: number): { colours: Palette; corners: Box[] } {
    if (!this.around || now - this.around.at > AROUND_MS) this.around = { colours: readPalette(this.canvas), corners: this.corners(), at: now }
    return this.around
  }

  protected draw(view: View): void {
    const c = this.context
    this.drawnAt = performance.now()
    c.setTransform(view.dpr, 0, 0, view.dpr, 0, 0)
    c.clearRect(0, 0, view.width, view.height)
    const { colours, corners } = this.surroundings(this.drawnAt)
    const sheet: Sheet = { colours, claims: [], said: [], labels: [], obstacles: [...corners], anchors: new Map(), beneath: new Map() }
    const frame = { left: 4, top: 4, right: view.width - 4, bottom: view.height - 4 }
    const measure = (line: LabelWish['lines'][number]) => {
      c.font = `${line.weight} ${line.size}px ${colours.face}`
      return c.measureText(line.text).width
    }
    const claimed: PlacedLabel[] = []
    for (const p of [...this.painters].reverse()) {
      p.prepare?.(view, sheet)
      const placed = placeLabels(sheet.claims, sheet.obstacles, frame, measure, this.memory)
      sheet.claims = []
      claimed.push(...placed)
      sheet.obstacles.push(...placed.map((l) => l.box))
      sheet.said.push(...placed.map((l) => l.box))
    }
    for (const p of this.painters) p.paint(c, view, sheet)
    const rest = placeLabels(sheet.labels, sheet.obstacles, frame, measure)
    drawLabels(c, [...rest, ...claimed], colours.face, colours.land)
  }
}
