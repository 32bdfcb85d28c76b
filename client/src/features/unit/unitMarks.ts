import { UNIT_KINDS, UNIT_STATUSES, type UnitState } from '@liandong/shared/unit/contract'
import { ageText } from '../../kit/durations'
import type { View } from '../../map/canvasLayer'
import type { Anchor, Painter, Sheet } from '../../map/marksLayer'
import { worldX, worldY } from '../../map/mercator'
import { withAlpha } from '../../map/palette'
import type { MapSizes } from '../../map/sizes'
import { byNearness, bySeat, type Gathered, type Gathering } from './gather'
import { FRESHNESS } from './freshnessIndex'
import type { UnitLayer } from './unitLayer'
import { drawUnit } from './unitSymbol'
import type { UnitFacts } from './unitVerdicts'

/** Pills are at least this many of their radii apart. */
const PILL_APART = 3.4
/** At most so many stand in a row under an incident; the rest are counted. */
const DOCK_MAX = 5
/** Ages are written beside stale marks while there are no more than these in view. */
const AGES_MAX = 14
const STALE = FRESHNESS.indexOf('stale')
const CALL_SIGNS_FROM = 13.5

export interface UnitMarksOptions {
  facts: UnitFacts
  layer: UnitLayer
  sizes: () => MapSizes
  /** Seats of the townships, by which idle units are counted far out. */
  seats(): readonly { id: string; lon: number; lat: number }[]
  callSign(u: UnitState): string
  words: { mayBeWithin(km: string): string; ago(age: string): string; more(n: number): string }
}

/** Slots of the units that stand by and are counted at this zoom. */
function countedOf({ facts, layer }: UnitMarksOptions, at: number): Gathered[] {
  const out: Gathered[] = []
  for (let slot = 0; slot < facts.tracks.count; slot++) {
    if (layer.verdicts.showing(slot) !== 'counted') continue
    out.push({ slot, x: layer.glide.x(slot, at), y: layer.glide.y(slot, at), stale: layer.verdicts.freshness[slot]! >= STALE })
  }
  return out
}

/** Counts of units that stand by: by township far out, by nearness nearer. A lone one is itself. */
export function unitCounts(o: UnitMarksOptions): Painter {
  return {
    order: 10,
    paint(c, view, sheet) {
      if (o.layer.verdicts.band === 'all') return
      const s = o.sizes()
      const counted = countedOf(o, performance.now())
      const seats = o.seats()
      const far = o.layer.verdicts.band === 'counts' && seats.length > 0
      const gatherings = far
        ? bySeat(counted, seats.map((a) => ({ id: a.id, x: worldX(a.lon), y: worldY(a.lat) })))
        : byNearness(counted, (s.count * PILL_APART) / view.size)
      for (const g of gatherings) {
        const x = (g.x - view.left) * view.size
        const y = (g.y - view.top) * view.size
        if (g.areaId) sheet.anchors.set(`area:${g.areaId}`, { x, y, below: s.count })
        if (x < -s.count || y < -s.count || x > view.width + s.count || y > view.height + s.count) continue
        if (g.count === 1 && !far) drawLone(c, sheet, o, g, x, y)
        else drawPill(c, sheet, s, g, x, y)
      }
    },
  }
}

function drawLone(c: CanvasRenderingContext2D, sheet: Sheet, o: UnitMarksOptions, g: Gathering, x: number, y: number): void {
  const v = o.layer.verdicts
  const size = o.sizes().unitFar
  drawUnit(c, sheet.colours, UNIT_KINDS[v.kind[g.only]!]!, UNIT_STATUSES[v.status[g.only]!]!, FRESHNESS[v.freshness[g.only]!]!, x, y, size)
  sheet.obstacles.push(around(x, y, size / 2))
}

function drawPill(c: CanvasRenderingContext2D, sheet: Sheet, s: MapSizes, g: Gathering, x: number, y: number): void {
  const p = sheet.colours
  const text = String(g.count)
  const size = s.count * 1.28
  c.font = `700 ${size}px ${p.face}`
  const half = Math.max(s.count, c.measureText(text).width / 2 + s.count * 0.5)
  const allStale = g.stale === g.count
  c.beginPath()
  c.roundRect(x - half, y - s.count, half * 2, s.count * 2, s.count)
  c.fillStyle = p.g2cell
  c.fill()
  c.strokeStyle = allStale ? p.tr : p.border
  c.lineWidth = Math.max(1.5, s.count * 0.09)
  c.setLineDash(allStale ? [s.count * 0.3, s.count * 0.22] : [])
  c.stroke()
  c.setLineDash([])
  c.fillStyle = allStale ? p.tr : p.i1
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(text, x, y + size * 0.04)
  sheet.obstacles.push({ left: x - half, top: y - s.count, right: x + half, bottom: y + s.count })
}

const around = (x: number, y: number, r: number) => ({ left: x - r, top: y - r, right: x + r, bottom: y + r })

/** Units at a scene stand in a row under their incident, so that its mark stays free: five at most, then `+3`. */
export function unitDocks(o: UnitMarksOptions): Painter {
  return {
    order: 25,
    paint(c, view, sheet) {
      const s = o.sizes()
      // Incidents gathered behind one mark share its anchor, and their units its row.
      const rows = new Map<Anchor, { slot: number; unit: UnitState }[]>()
      for (let slot = 0; slot < o.facts.tracks.count; slot++) {
        if (o.layer.verdicts.showing(slot) !== 'docked') continue
        const unit = o.facts.unit(o.facts.tracks.ids[slot]!)
        const at = unit?.incidentId ? sheet.anchors.get(`incident:${unit.incidentId}`) : undefined
        if (!unit || !at) continue
        const row = rows.get(at)
        if (row) row.push({ slot, unit })
        else rows.set(at, [{ slot, unit }])
      }
      for (const [at, row] of rows) drawDock(c, sheet, o, s, view, row.sort((a, b) => (a.unit.callSign < b.unit.callSign ? -1 : 1)), at)
    },
  }
}

function drawDock(
  c: CanvasRenderingContext2D, sheet: Sheet, o: UnitMarksOptions, s: MapSizes, view: View, row: { slot: number; unit: UnitState }[], at: Anchor,
): void {
  const size = (view.zoom < CALL_SIGNS_FROM ? s.unitFar : s.unit) * 0.92
  const step = size * 1.18
  const shown = row.slice(0, DOCK_MAX)
  const rest = row.length - shown.length
  const width = (shown.length - 1 + (rest > 0 ? 1 : 0)) * step
  const y = at.y + at.below + size * 0.62
  const v = o.layer.verdicts
  let oldest = 0
  shown.forEach(({ slot, unit }, i) => {
    const freshness = FRESHNESS[v.freshness[slot]!]!
    if (v.freshness[slot]! >= STALE) oldest = Math.max(oldest, o.facts.now() - o.facts.tracks.at[slot]!)
    drawUnit(c, sheet.colours, unit.kind, unit.status, freshness, at.x - width / 2 + i * step, y, size)
  })
  if (rest > 0) {
    c.fillStyle = sheet.colours.i1
    c.font = `700 ${s.labelSmall}px ${sheet.colours.face}`
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.fillText(o.words.more(rest), at.x - width / 2 + shown.length * step, y)
  }
  sheet.obstacles.push({ left: at.x - width / 2 - size / 2, right: at.x + width / 2 + size / 2, top: y - size / 2, bottom: y + size * 0.7 })
  if (oldest > 0) {
    sheet.labels.push({ lines: [{ text: ageText(oldest), size: s.labelSmall, weight: 400, colour: sheet.colours.tr }], x: at.x + width / 2, y, gap: size * 0.7, rank: 5, sides: ['right', 'below'] })
  }
}

/** Call signs of units under orders, ages of stale ones, and the circle a stale unit under orders may be within. */
export function unitWords(o: UnitMarksOptions): Painter {
  return {
    order: 15,
    paint(c, view, sheet) {
      const s = o.sizes()
      const t = o.facts.tracks
      const v = o.layer.verdicts
      const at = performance.now()
      const stale: { slot: number; x: number; y: number }[] = []
      for (let slot = 0; slot < t.count; slot++) {
        if (!v.isSymbol(slot)) continue
        const doubtful = v.freshness[slot]! > 0
        const status = UNIT_STATUSES[v.status[slot]!]!
        const ordered = status === 'assigned' || status === 'en_route'
        if (!doubtful && !(ordered && view.zoom >= CALL_SIGNS_FROM)) continue
        const x = (o.layer.glide.x(slot, at) - view.left) * view.size
        const y = (o.layer.glide.y(slot, at) - view.top) * view.size
        if (x < 0 || y < 0 || x > view.width || y > view.height) continue
        if (doubtful) stale.push({ slot, x, y })
        else label(sheet, s, [{ text: o.callSign(o.facts.unit(t.ids[slot]!)!), colour: sheet.colours.i2 }], x, y, status === 'en_route' ? 4 : 5)
      }
      if (stale.length <= AGES_MAX) for (const m of stale) paintStale(c, view, sheet, o, m.slot, m.x, m.y)
    },
  }
}

function label(sheet: Sheet, s: MapSizes, words: { text: string; colour: string }[], x: number, y: number, rank: number): void {
  const text = words.map((w) => w.text).join(' ')
  sheet.labels.push({ lines: [{ text, size: s.label, weight: 400, colour: words[0]!.colour }], x, y, gap: s.unit * 0.72, rank, sides: ['right', 'left', 'below', 'above'] })
}

function paintStale(c: CanvasRenderingContext2D, view: View, sheet: Sheet, o: UnitMarksOptions, slot: number, x: number, y: number): void {
  const s = o.sizes()
  const p = sheet.colours
  const t = o.facts.tracks
  const age = Math.max(0, o.facts.now() - t.at[slot]!)
  const unit = o.facts.unit(t.ids[slot]!)
  const v = o.layer.verdicts
  const words = [{ text: v.freshness[slot]! >= STALE ? o.words.ago(ageText(age)) : ageText(age), colour: p.tr }]
  if (unit?.orderId && v.freshness[slot]! >= STALE && unit.status !== 'on_scene') {
    words.unshift({ text: o.callSign(unit), colour: p.tr })
    paintRange(c, view, sheet, s, o, x, y, (age / 3_600_000) * unit.usualSpeedKmh, t.lat[slot]!)
  }
  label(sheet, s, words, x, y, 6)
}

/** The circle a stale unit under orders may be within: its age times its usual speed. */
function paintRange(c: CanvasRenderingContext2D, view: View, sheet: Sheet, s: MapSizes, o: UnitMarksOptions, x: number, y: number, km: number, lat: number): void {
  const p = sheet.colours
  const r = (km * 1000 * view.size) / (40_075_016.686 * Math.cos((lat * Math.PI) / 180))
  if (r < s.unit || r > Math.hypot(view.width, view.height)) return
  c.beginPath()
  c.arc(x, y, r, 0, 2 * Math.PI)
  c.fillStyle = withAlpha(p.tr, 0.07)
  c.fill()
  c.strokeStyle = p.tr
  c.lineWidth = Math.max(1.2, s.border * 0.6)
  c.setLineDash([s.border * 2, s.border * 2.5])
  c.stroke()
  c.setLineDash([])
  sheet.labels.push({
    lines: [{ text: o.words.mayBeWithin(km < 10 ? km.toFixed(1) : String(Math.round(km))), size: s.label, weight: 400, colour: p.tr }],
    x, y: y + Math.min(r, view.height / 2), gap: s.label * 0.2, rank: 7, sides: ['above', 'below'],
  })
}
