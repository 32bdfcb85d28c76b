import { elapsedText } from '../../kit/durations'
import type { View } from '../../map/canvasLayer'
import type { LabelWish } from '../../map/labels'
import type { Painter, Sheet } from '../../map/marksLayer'
import type { MapSizes } from '../../map/sizes'
import { incidentGlyph } from './incidentGlyph'
import { drawIncident, reachOf, type IncidentLook } from './incidentSymbol'
import type { IncidentRow } from './rows'
import { spread, type Stand } from './spread'

/** Marks nearer than this many of their widths are pushed apart. */
const APART = 1.15
const NAMED_FROM = 13.5

export interface IncidentLayerOptions {
  /** Open incidents, most urgent first. */
  rows(): readonly IncidentRow[]
  sizes(): MapSizes
  now(): number
  /** Whether the flash is in its bright half; always true with reduced motion. */
  bright(): boolean
  selected(): string | null
  /** Told where the marks stand, for hits. */
  stood(stands: readonly Stand[], reach: number): void
  words: {
    /** `P2 居民楼起火` */
    name(r: IncidentRow): string
    /** `供电 签收 超时 0:47` for an overdue one, or null. */
    late(r: IncidentRow, by: string): string | null
  }
}

/** A P1 that nobody has acknowledged yet: reported, or no order answered. */
export const isUnacknowledgedP1 = (r: IncidentRow): boolean =>
  r.incident.priority === 1 && (r.incident.status === 'reported' || r.incident.status === 'accepted' || r.incident.status === 'dispatched')

/** The mark of a row. Only the first unacknowledged P1 flashes; further ones keep a steady second outline. */
export function lookOf(r: IncidentRow, flashing: boolean, bright: boolean): IncidentLook {
  const second = isUnacknowledgedP1(r) ? (flashing && !bright ? 0.25 : 1) : null
  return { priority: r.incident.priority, glyph: incidentGlyph(r.incident.glyph, r.incident.category), solid: r.solid, overdue: r.overdue, second }
}

const isLoud = (r: IncidentRow): boolean => r.overdue || r.incident.priority === 1

/** Incidents on the map: marks pushed apart where they crowd, names of the urgent ones, next deadline on the overdue. */
export function incidentPainter(o: IncidentLayerOptions): Painter {
  return {
    order: 20,
    paint(c, view, sheet) {
      const s = o.sizes()
      const rows = o.rows().filter((r) => r.incident.place.lon !== null && r.incident.place.lat !== null)
      const byId = new Map(rows.map((r) => [r.id, r]))
      const flashing = rows.find(isUnacknowledgedP1)?.id
      const wanted = rows.map((r) => ({ id: r.id, x: view.x(r.incident.place.lon!), y: view.y(r.incident.place.lat!), fixed: r.incident.priority === 1 }))
      const stands = spread(wanted, s.incident * APART)
      o.stood(stands, s.incident * 0.7)
      // Least urgent first, so that the urgent ones lie on top.
      for (const stand of [...stands].reverse()) {
        const r = byId.get(stand.id)!
        const size = isLoud(r) ? s.incidentLoud : s.incident
        if (stand.x < -size || stand.y < -size || stand.x > view.width + size || stand.y > view.height + size) continue
        paintOne(c, sheet, o, s, view, r, stand, lookOf(r, r.id === flashing, o.bright()), size)
      }
    },
  }
}

function paintOne(
  c: CanvasRenderingContext2D, sheet: Sheet, o: IncidentLayerOptions, s: MapSizes, view: View, r: IncidentRow, at: Stand, look: IncidentLook, size: number,
): void {
  const p = sheet.colours
  if (at.from) paintLeader(c, p.i3, s, at.from, at)
  const reach = reachOf(look, size)
  if (o.selected() === r.id) paintSelection(c, p.ac, s, at, reach)
  drawIncident(c, p, look, at.x, at.y, size)
  sheet.obstacles.push({ left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach })
  const anchor = { x: at.x, y: at.y, below: reach * (look.overdue ? 1.02 : 0.96) }
  for (const id of [r.id, ...at.others]) sheet.anchors.set(`incident:${id}`, anchor)
  if (at.others.length > 0) paintCount(c, sheet, s, at, reach)
  const wish = wordsOf(sheet, o, s, view, r, at, reach + s.label * 0.3)
  if (wish) sheet.labels.push(wish)
}

/** From where it truly is to where its mark stands. */
function paintLeader(c: CanvasRenderingContext2D, colour: string, s: MapSizes, from: { x: number; y: number }, to: { x: number; y: number }): void {
  c.strokeStyle = colour
  c.fillStyle = colour
  c.lineWidth = Math.max(1, s.border * 0.5)
  c.beginPath()
  c.moveTo(from.x, from.y)
  c.lineTo(to.x, to.y)
  c.stroke()
  c.beginPath()
  c.arc(from.x, from.y, s.dot * 0.8, 0, 2 * Math.PI)
  c.fill()
}

function paintSelection(c: CanvasRenderingContext2D, colour: string, s: MapSizes, at: Stand, reach: number): void {
  const r = reach + s.border * 3
  const arm = r * 0.45
  c.strokeStyle = colour
  c.lineWidth = Math.max(2, s.border * 1.3)
  c.beginPath()
  for (const [sx, sy] of [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const) {
    c.moveTo(at.x + sx * r, at.y + sy * (r - arm))
    c.lineTo(at.x + sx * r, at.y + sy * r)
    c.lineTo(at.x + sx * (r - arm), at.y + sy * r)
  }
  c.stroke()
}

/** How many there are at this place, the worst mark in front. */
function paintCount(c: CanvasRenderingContext2D, sheet: Sheet, s: MapSizes, at: Stand, reach: number): void {
  const p = sheet.colours
  const text = String(at.others.length + 1)
  const size = s.labelSmall
  c.font = `700 ${size}px ${p.face}`
  const w = c.measureText(text).width + size
  const x = at.x + reach * 0.9
  c.beginPath()
  c.roundRect(x, at.y - size * 0.75, w, size * 1.5, size * 0.75)
  c.fillStyle = p.g2cell
  c.fill()
  c.strokeStyle = p.border
  c.lineWidth = Math.max(1.5, s.border * 0.7)
  c.stroke()
  c.fillStyle = p.i1
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(text, x + w / 2, at.y + size * 0.04)
  sheet.obstacles.push({ left: x, top: at.y - size, right: x + w, bottom: at.y + size })
}

function wordsOf(sheet: Sheet, o: IncidentLayerOptions, s: MapSizes, view: View, r: IncidentRow, at: Stand, gap: number): LabelWish | null {
  const p = sheet.colours
  const named = r.incident.priority <= 2 || view.zoom >= NAMED_FROM || o.selected() === r.id
  const late = r.overdue && r.deadline ? o.words.late(r, elapsedText(o.now() - r.deadline.dueAt)) : null
  const lines: LabelWish['lines'] = []
  if (named) lines.push({ text: o.words.name(r), size: isLoud(r) ? s.headline : s.label, weight: 700, colour: p.i1 })
  if (late) lines.push({ text: late, size: s.label, weight: 500, colour: p.s2 })
  if (lines.length === 0) return null
  const rank = r.incident.priority === 1 ? 0 : r.overdue ? 1 : o.selected() === r.id ? 2 : r.incident.priority === 2 ? 3 : 6
  return { lines, x: at.x, y: at.y, gap, rank, sides: ['right', 'left', 'above'] }
}
