import { CanvasLayer, type View } from '../../map/canvasLayer'
import { readPalette, withAlpha, type Palette } from '../../map/palette'
import type { MapSizes } from '../../map/sizes'
import { drawGraticule } from './graticule'
import type { DistrictMap } from './mapFile'
import { strokesOf, trace, type Stroke } from './shape'

/** Outside the district the map is covered this much (visual.md §5). */
const MASK = 0.62

/** Roads: from which zoom, in which grey, how wide at zoom 12 in CSS pixels. */
const ROADS: readonly { ranks: readonly string[]; from: number; colour: keyof Palette; width: number }[] = [
  { ranks: ['residential', 'living_street', 'service'], from: 13.5, colour: 'residential', width: 0.8 },
  { ranks: ['unclassified'], from: 11.5, colour: 'residential', width: 0.9 },
  { ranks: ['tertiary'], from: 0, colour: 'tertiary', width: 1 },
  { ranks: ['secondary'], from: 0, colour: 'secondary', width: 1.4 },
  { ranks: ['primary', 'trunk', 'motorway'], from: 0, colour: 'primary', width: 1.9 },
]

/** The ground everything lies on: district, neighbours, water, roads, border. Redrawn only when the view changes. */
export class BaseLayer extends CanvasLayer {
  private readonly context = this.canvas.getContext('2d', { alpha: false })!
  private readonly outline: Stroke[]
  private readonly neighbours: Stroke[]
  private readonly cells: Stroke[]
  private readonly streets: Stroke[]
  private readonly water: Stroke[]
  private readonly lines: Stroke[]

  constructor(map: DistrictMap, private readonly sizes: () => MapSizes) {
    super('base', 200)
    this.outline = strokesOf(map.layers.outline)
    this.neighbours = strokesOf(map.layers.neighbours)
    this.cells = strokesOf(map.layers.cells)
    this.streets = strokesOf(map.layers.streets)
    this.water = strokesOf(map.layers.water)
    this.lines = strokesOf(map.layers.lines)
  }

  protected draw(view: View): void {
    const c = this.context
    const p = readPalette(this.canvas)
    c.setTransform(view.dpr, 0, 0, view.dpr, 0, 0)
    c.lineJoin = 'round'
    c.lineCap = 'round'
    c.fillStyle = this.outline.length > 0 ? p.outside : p.land
    c.fillRect(0, 0, view.width, view.height)
    c.beginPath()
    for (const s of this.outline) trace(c, s, view)
    c.fillStyle = p.land
    c.fill('evenodd')
    this.drawWater(c, view, p)
    this.stroke(c, view, this.cells, p.cell, Math.max(0.8, this.sizes().border * 0.4), [4, 5])
    this.drawRoads(c, view, p)
    this.stroke(c, view, this.neighbours, p.g4, Math.max(0.8, this.sizes().border * 0.4))
    this.cover(c, view, p)
    drawGraticule(c, view, p, this.sizes())
    this.stroke(c, view, this.outline, p.border, this.sizes().border)
  }

  private stroke(c: CanvasRenderingContext2D, view: View, strokes: readonly Stroke[], colour: string, width: number, dash: number[] = []): void {
    c.beginPath()
    let any = false
    for (const s of strokes) any = trace(c, s, view) || any
    if (!any) return
    c.strokeStyle = colour
    c.lineWidth = width
    c.setLineDash(dash)
    c.stroke()
    c.setLineDash([])
  }

  private drawWater(c: CanvasRenderingContext2D, view: View, p: Palette): void {
    c.beginPath()
    for (const s of this.water) if (s.closed) trace(c, s, view)
    c.fillStyle = p.water
    c.fill('evenodd')
    const wide = this.sizes().road * Math.max(2.5, 6 * 2 ** (view.zoom - 12.5))
    const rivers = (rank: (s: Stroke) => boolean, width: number) => this.stroke(c, view, [...this.water, ...this.lines].filter((s) => !s.closed && rank(s)), p.water, width)
    rivers((s) => s.rank !== 'river', wide * 0.4)
    rivers((s) => s.rank === 'river', wide)
  }

  private drawRoads(c: CanvasRenderingContext2D, view: View, p: Palette): void {
    const grow = this.sizes().road * Math.min(4, Math.max(0.7, 1.28 ** (view.zoom - 12)))
    for (const road of ROADS) {
      if (view.zoom < road.from) continue
      this.stroke(c, view, this.streets.filter((s) => road.ranks.includes(s.rank)), p[road.colour], road.width * grow)
    }
  }

  /** Covers what lies outside the district, so that the eye stays inside. */
  private cover(c: CanvasRenderingContext2D, view: View, p: Palette): void {
    if (this.outline.length === 0) return
    c.beginPath()
    c.rect(0, 0, view.width, view.height)
    for (const s of this.outline) trace(c, s, view)
    c.fillStyle = withAlpha(p.outside, MASK)
    c.fill('evenodd')
  }
}
