import { elapsedText } from '../../kit/durations'
import type { View } from '../../map/canvasLayer'
import type { LabelWish } from '../../map/labels'
import type { Painter, Sheet } from '../../map/marksLayer'
import type { MapSizes } from '../../map/sizes'
import { incidentGlyph } from './incidentGlyph'
import { drawIncident, reachOf, type IncidentLook } from './incidentSymbol'
import type { IncidentRow } from './rows'
import { spread, type Stand, type Wanted } from './spread'

/** Marks nearer than this many of their widths are at one place. */
const NEAR = 0.6
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

/** Nobody works on the spot any more; only the centre's own step is left. */
export const isDoneOnSpot = (r: IncidentRow): boolean => r.incident.status === 'resolved' || r.incident.status === 'reviewing'
const isLoud = (r: IncidentRow): boolean => !isDoneOnSpot(r) && (r.overdue || r.incident.priority === 1)

/** Loud ones large, those done on the spot small, and far out the lesser ones in hand give way. */
function sizeOf(r: IncidentRow, s: MapSizes, zoom: number): number {
  if (isDoneOnSpot(r)) return s.incidentDone
  if (isLoud(r)) return s.incidentLoud
  return zoom < FAR_BELOW && r.incident.priority >= 3 ? s.incidentFar : s.incident
}
const FAR_BELOW = 11.5

/** A row with where its mark stands and how it looks, for one drawing. */
interface Placed {
  row: IncidentRow
  at: Stand
  look: IncidentLook
  size: number
  reach: number
}

/** Incidents on the map: marks pushed apart where they crowd, names of the urgent ones, next deadline on the overdue. */
export function incidentPainter(o: IncidentLayerOptions): Painter {
  let placed: Placed[] = []
  return {
    order: 20,
    prepare(view, sheet) {
      placed = place(o, view, sheet)
      for (const { row, at, look, reach } of placed) {
        sheet.obstacles.push({ left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach })
        const anchor = { x: at.x, y: at.y, below: reach * (look.overdue ? 1.02 : 0.96) }
        for (const id of [row.id, ...at.others]) sheet.anchors.set(`incident:${id}`, anchor)
        const under = sheet.beneath.get(`incident:${row.id}`)
        if (under) sheet.obstacles.push({ left: at.x - under.width / 2, right: at.x + under.width / 2, top: at.y + anchor.below, bottom: at.y + anchor.below + under.height })
        const wish = wordsOf(sheet, o, o.sizes(), view, row, at, reach + o.sizes().label * 0.3)
        if (wish) sheet.claims.push(wish)
      }
    },
    paint(c, _view, sheet) {
      // Least urgent first, so that the urgent ones lie on top.
      for (const p of [...placed].reverse()) paintOne(c, sheet, o, p)
    },
  }
}

function place(o: IncidentLayerOptions, view: View, sheet: Sheet): Placed[] {
  const s = o.sizes()
  const flashing = o.rows().find(isUnacknowledgedP1)?.id
  const out: Placed[] = []
  const wanted: Wanted[] = []
  for (const row of o.rows()) {
    const { lon, lat } = row.incident.place
    if (lon === null || lat === null) continue
    const size = sizeOf(row, s, view.zoom)
    const x = view.x(lon)
    const y = view.y(lat)
    if (x < -size || y < -size || x > view.width + size || y > view.height + size) continue
    const look = lookOf(row, row.id === flashing, o.bright())
    const reach = reachOf(look, size)
    const under = sheet.beneath.get(`incident:${row.id}`)
    wanted.push({ id: row.id, x, y, half: Math.max(reach, (under?.width ?? 0) / 2), up: reach, down: reach + (under?.height ?? 0), fixed: row.incident.priority === 1 && !isDoneOnSpot(row) })
    out.push({ row, at: { id: row.id, x, y, from: null, others: [] }, look, size, reach })
  }
  const stands = spread(wanted, s.incident * NEAR)
  o.stood(stands, s.incident * 0.7)
  const at = new Map(stands.map((st) => [st.id, st]))
  return out.flatMap((p) => (at.has(p.row.id) ? [{ ...p, at: at.get(p.row.id)! }] : []))
}

function paintOne(c: CanvasRenderingContext2D, sheet: Sheet, o: IncidentLayerOptions, { row, at, look, size, reach }: Placed): void {
  const p = sheet.colours
  const s = o.sizes()
  if (at.from) paintLeader(c, p.i3, s, at.from, at)
  if (o.selected() === row.id) paintSelection(c, p.ac, s, at, reach)
  drawIncident(c, p, look, at.x, at.y, size)
  if (at.others.length > 0) paintCount(c, sheet, s, at, reach)
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
  const named = (r.incident.priority <= 2 && !isDoneOnSpot(r)) || view.zoom >= NAMED_FROM || o.selected() === r.id
  const late = r.overdue && r.deadline ? o.words.late(r, elapsedText(o.now() - r.deadline.dueAt)) : null
  const lines: LabelWish['lines'] = []
  if (named) lines.push({ text: o.words.name(r), size: isLoud(r) ? s.headline : s.label, weight: 700, colour: p.i1 })
  if (late) lines.push({ text: late, size: s.label, weight: 500, colour: p.s2 })
  if (lines.length === 0) return null
  const rank = r.incident.priority === 1 ? 0 : r.overdue ? 1 : o.selected() === r.id ? 2 : r.incident.priority === 2 ? 3 : 6
  return { lines, x: at.x, y: at.y, gap, rank, sides: ['right', 'left', 'above'], seeks: rank === 1, must: rank === 0, key: r.id }
}
