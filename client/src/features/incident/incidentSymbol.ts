import { fillGlyph, type GlyphName } from '../../map/glyphs'
import type { Palette } from '../../map/palette'

/** How an incident's mark looks. Solid waits for us; outline is in hand and on time. A P1 is always solid. */
export interface IncidentLook {
  priority: 1 | 2 | 3 | 4
  glyph: GlyphName
  solid: boolean
  /** Orange circle: a deadline has passed. */
  overdue: boolean
  /** Second octagon: a P1 that nobody has acknowledged. Opacity 0…1, or null. */
  second: number | null
}

const COLOUR = { 1: 's1', 2: 's2', 3: 's3', 4: 's4' } as const
/** Corners on a unit square round the point; sizes balanced by eye, as in the symbol sheet. */
const SHAPES: Record<1 | 2 | 3 | 4, readonly (readonly [number, number])[]> = {
  1: [[-0.22, -0.53], [0.22, -0.53], [0.53, -0.22], [0.53, 0.22], [0.22, 0.53], [-0.22, 0.53], [-0.53, 0.22], [-0.53, -0.22]],
  2: [[0, -0.6], [0.62, 0.48], [-0.62, 0.48]],
  3: [[0, -0.62], [0.62, 0], [0, 0.62], [-0.62, 0]],
  4: [[0, 0.6], [0.62, -0.48], [-0.62, -0.48]],
}
/** Where the glyph sits and how large it is, per shape. */
const GLYPH_AT = { 1: [0, 0.56], 2: [0.15, 0.44], 3: [0, 0.48], 4: [-0.13, 0.44] } as const
/** Below this many pixels a glyph can't be read: the digit stands instead. */
const DIGIT_BELOW = 28

function trace(c: CanvasRenderingContext2D, shape: readonly (readonly [number, number])[], x: number, y: number, size: number): void {
  c.beginPath()
  shape.forEach(([dx, dy], i) => (i === 0 ? c.moveTo(x + dx * size, y + dy * size) : c.lineTo(x + dx * size, y + dy * size)))
  c.closePath()
}

/** Draws an incident's mark at a point. @param size nominal width in pixels; the shape reaches 0.62 of it each way */
export function drawIncident(c: CanvasRenderingContext2D, p: Palette, look: IncidentLook, x: number, y: number, size: number): void {
  const colour = p[COLOUR[look.priority]]
  const shape = SHAPES[look.priority]
  const solid = look.solid || look.priority === 1
  const stroke = Math.max(2, size * 0.075)
  c.lineJoin = 'round'
  if (look.overdue) drawRing(c, p, x, y, size)
  trace(c, shape, x, y, size)
  c.strokeStyle = p.land
  c.lineWidth = stroke + size * 0.14
  c.stroke()
  c.fillStyle = solid ? colour : p.land
  c.fill()
  c.strokeStyle = look.priority === 1 ? '#ffffff' : colour
  c.lineWidth = look.priority === 1 ? Math.max(1.5, size * 0.045) : solid ? stroke * 0.5 : stroke
  c.stroke()
  drawInside(c, p, look, x, y, size, solid ? (look.priority === 1 ? '#ffffff' : p.g0) : colour)
  if (look.second !== null) {
    c.globalAlpha = look.second
    trace(c, shape, x, y, size * 1.36)
    c.strokeStyle = colour
    c.lineWidth = Math.max(2.5, size * 0.075)
    c.stroke()
    c.globalAlpha = 1
  }
}

function drawInside(c: CanvasRenderingContext2D, p: Palette, look: IncidentLook, x: number, y: number, size: number, ink: string): void {
  const [dy, share] = GLYPH_AT[look.priority]
  c.fillStyle = ink
  if (size >= DIGIT_BELOW) return fillGlyph(c, look.glyph, x, y + dy * size, size * share)
  c.font = `700 ${Math.round(size * 0.56)}px ${p.face}`
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(String(look.priority), x, y + dy * size * 0.9)
}

/** The orange circle of a passed deadline, on ground so that it reads over roads. */
function drawRing(c: CanvasRenderingContext2D, p: Palette, x: number, y: number, size: number): void {
  for (const [colour, width] of [[p.land, 0.13], [p.s2, 0.06]] as const) {
    c.beginPath()
    c.arc(x, y, size * RING, 0, 2 * Math.PI)
    c.strokeStyle = colour
    c.lineWidth = Math.max(2, size * width)
    c.stroke()
  }
}
const RING = 0.74

/** How far a mark reaches from its point, in pixels: for labels, docks and gestures. */
export const reachOf = (look: Pick<IncidentLook, 'overdue' | 'second'>, size: number): number => size * (look.overdue ? RING + 0.04 : look.second !== null ? 0.76 : 0.64)
