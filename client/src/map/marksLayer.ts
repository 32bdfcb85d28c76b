import { CanvasLayer, type View } from './canvasLayer'
import { drawLabels, placeLabels, type Box, type LabelWish } from './labels'
import { readPalette, type Palette } from './palette'

/** What a painter is given besides the view: colours, and the list where labels and obstacles go. */
export interface Sheet {
  colours: Palette
  labels: LabelWish[]
  /** Boxes that labels keep clear of. */
  obstacles: Box[]
  /** Where marks stand and how far they reach, by reference (`incident:…`, `area:…`): for what belongs beside them. */
  anchors: Map<string, Anchor>
}

export interface Anchor {
  x: number
  y: number
  /** Reach below the point, in pixels. */
  below: number
}

/** A feature's part of the marks: symbols by hand, labels by wish. */
export interface Painter {
  /** Lower is drawn first, so beneath. */
  order: number
  paint(c: CanvasRenderingContext2D, view: View, sheet: Sheet): void
}

/** The few things drawn with full care: incidents, counts, docked units, ranges; and every label of the map. */
export class MarksLayer extends CanvasLayer {
  private readonly painters: Painter[] = []
  private readonly context = this.canvas.getContext('2d')!
  private corners: () => Box[] = () => []

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
  }

  protected draw(view: View): void {
    const c = this.context
    c.setTransform(view.dpr, 0, 0, view.dpr, 0, 0)
    c.clearRect(0, 0, view.width, view.height)
    const colours = readPalette(this.canvas)
    const sheet: Sheet = { colours, labels: [], obstacles: this.corners(), anchors: new Map() }
    for (const p of this.painters) p.paint(c, view, sheet)
    const frame = { left: 4, top: 4, right: view.width - 4, bottom: view.height - 4 }
    const measure = (line: LabelWish['lines'][number]) => {
      c.font = `${line.weight} ${line.size}px ${colours.face}`
      return c.measureText(line.text).width
    }
    drawLabels(c, placeLabels(sheet.labels, sheet.obstacles, frame, measure), colours.face, colours.land)
  }
}
