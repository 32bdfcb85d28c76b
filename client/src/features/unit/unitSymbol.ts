import type { UnitKind, UnitStatus } from '@liandong/shared/unit/contract'
import type { Freshness } from '../../live/freshness'
import { fillGlyph } from '../../map/glyphs'
import { withAlpha, type Palette } from '../../map/palette'
import { STATUS_LOOK, UNIT_GLYPH } from './unitLook'

/** Space of ground round each body, and how far the outermost mark reaches, in body diameters. */
export const BODY_GAP = 0.06
export const RING_REACH = 0.66
export const ARROW_REACH = 0.86

const circle = (c: CanvasRenderingContext2D, x: number, y: number, r: number) => {
  c.beginPath()
  c.arc(x, y, r, 0, 2 * Math.PI)
}

/** A circle of dashes that close evenly. */
function dashes(c: CanvasRenderingContext2D, x: number, y: number, r: number, width: number, count: number, share: number): void {
  const step = (2 * Math.PI * r) / count
  c.lineWidth = width
  c.setLineDash([step * share, step * (1 - share)])
  circle(c, x, y, r)
  c.stroke()
  c.setLineDash([])
}

/**
 * Draws a unit at a point: circle = it moves, fill = status, ring = freshness. The body never turns.
 * @param size body diameter in pixels
 */
export function drawUnit(
  c: CanvasRenderingContext2D, p: Palette, kind: UnitKind, status: UnitStatus, freshness: Freshness, x: number, y: number, size: number,
): void {
  const r = size / 2
  const stroke = Math.max(1.4, size * 0.075)
  c.fillStyle = p.land
  circle(c, x, y, r + size * BODY_GAP)
  c.fill()
  if (freshness === 'lost') return drawLost(c, p, x, y, size)
  if (freshness === 'stale') return drawStale(c, p, kind, x, y, size)
  const look = STATUS_LOOK[status]
  c.fillStyle = p[look.body]
  circle(c, x, y, r - stroke / 2)
  c.fill()
  if (look.half) {
    c.save()
    circle(c, x, y, r - stroke / 2)
    c.clip()
    c.fillStyle = withAlpha(p[look.half], 0.42)
    c.fillRect(x - r, y, size, r)
    c.restore()
  }
  c.strokeStyle = p[look.edge]
  c.lineWidth = stroke
  circle(c, x, y, r - stroke / 2)
  c.stroke()
  c.fillStyle = p[look.glyph]
  fillGlyph(c, UNIT_GLYPH[kind], x, y, size * 0.6)
  if (look.foot) {
    c.fillStyle = p.i1
    c.fillRect(x - r * 0.5, y + r + size * 0.07, r, Math.max(2, size * 0.08))
  }
  if (freshness === 'aging') {
    c.strokeStyle = p.tr
    dashes(c, x, y, size * (RING_REACH - 0.05), Math.max(1.3, size * 0.06), 20, 0.55)
  }
}

function drawStale(c: CanvasRenderingContext2D, p: Palette, kind: UnitKind, x: number, y: number, size: number): void {
  c.strokeStyle = p.tr
  const stroke = Math.max(1.6, size * 0.08)
  dashes(c, x, y, size / 2 - stroke / 2, stroke, 10, 0.62)
  c.fillStyle = p.tr
  fillGlyph(c, UNIT_GLYPH[kind], x, y, size * 0.56)
}

function drawLost(c: CanvasRenderingContext2D, p: Palette, x: number, y: number, size: number): void {
  c.strokeStyle = p.tr
  const stroke = Math.max(1.6, size * 0.07)
  dashes(c, x, y, size / 2 - stroke / 2, stroke, 18, 0.28)
  const a = size * 0.17
  c.lineWidth = Math.max(1.8, size * 0.09)
  c.beginPath()
  c.moveTo(x - a, y - a)
  c.lineTo(x + a, y + a)
  c.moveTo(x + a, y - a)
  c.lineTo(x - a, y + a)
  c.stroke()
}

/** The arrow outside the ring, at a heading clockwise from north. */
export function drawArrow(c: CanvasRenderingContext2D, colour: string, ground: string, headingDeg: number, x: number, y: number, size: number): void {
  c.save()
  c.translate(x, y)
  c.rotate((headingDeg * Math.PI) / 180)
  c.beginPath()
  c.moveTo(0, -size * (ARROW_REACH - 0.02))
  c.lineTo(size * 0.2, -size * 0.6)
  c.lineTo(-size * 0.2, -size * 0.6)
  c.closePath()
  c.lineJoin = 'round'
  c.strokeStyle = ground
  c.lineWidth = size * 0.08
  c.stroke()
  c.fillStyle = colour
  c.fill()
  c.restore()
}

/** Where too many are in view for glyphs: a dot with its status' colour and a tick for its heading. */
export function drawDot(c: CanvasRenderingContext2D, p: Palette, status: UnitStatus, freshness: Freshness, headingDeg: number | null, x: number, y: number, size: number): void {
  const doubtful = freshness === 'stale' || freshness === 'lost'
  const look = STATUS_LOOK[status]
  const colour = freshness === 'fresh' ? p[look.edge] : p.tr
  if (headingDeg !== null && !doubtful) {
    const a = (headingDeg * Math.PI) / 180
    c.strokeStyle = colour
    c.lineWidth = Math.max(1.2, size * 0.2)
    c.beginPath()
    c.moveTo(x, y)
    c.lineTo(x + Math.sin(a) * size, y - Math.cos(a) * size)
    c.stroke()
  }
  c.fillStyle = doubtful ? p.land : p[look.body] === p.body ? p.body : colour
  c.strokeStyle = colour
  c.lineWidth = Math.max(1.2, size * 0.2)
  circle(c, x, y, size / 2 - c.lineWidth / 2)
  c.fill()
  c.stroke()
}
