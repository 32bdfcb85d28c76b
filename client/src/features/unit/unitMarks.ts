import { UNIT_KINDS, UNIT_STATUSES, type UnitState } from '@liandong/shared/unit/contract'
import { ageText } from '../../kit/durations'
import type { View } from '../../map/canvasLayer'
import { freePlace, type Painter, type Sheet } from '../../map/marksLayer'
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
/** Ages are written beside stale marks while there are no more than these in view. */
const AGES_MAX = 14
const STALE = FRESHNESS.indexOf('stale')
const LOST = FRESHNESS.indexOf('lost')
/** With more symbols than this in view none is named. */
const SWARM = 400
const CALL_SIGNS_FROM = 13.5

export interface UnitMarksOptions {
  facts: UnitFacts
  layer: UnitLayer
  sizes: () => MapSizes
  /** Seats of the townships, by which idle units are counted far out. */
  seats(): readonly { id: string; lon: number; lat: number }[]
  callSign(u: UnitState): string
  words: { mayBeWithin(km: string): string; ago(age: string): string; more(n: number): string; /** Time of day of an instant. */ clock(at: number): string }
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
  let placed: { g: Gathering; x: number; y: number; from: { x: number; y: number } | null }[] = []
  return {
    order: 10,
    prepare(view, sheet) {
      placed = []
      if (o.layer.verdicts.band === 'all') return
      const s = o.sizes()
      const counted = countedOf(o, performance.now())
      const seats = o.seats()
      const far = o.layer.verdicts.band === 'counts' && seats.length > 0
      const gatherings = far
        ? bySeat(counted, seats.map((a) => ({ id: a.id, x: worldX(a.lon), y: worldY(a.lat) })))
        : byNearness(counted, (s.count * PILL_APART) / view.size)
      for (const g of gatherings) {
        const trueX = (g.x - view.left) * view.size
        const trueY = (g.y - view.top) * view.size
        if (trueX < -s.count || trueY < -s.count || trueX > view.width + s.count || trueY > view.height + s.count) continue
        const { x, y } = freePlace(sheet, trueX, trueY, s.count)
        if (g.areaId) sheet.anchors.set(`area:${g.areaId}`, { x, y, below: s.count })
        sheet.obstacles.push(around(x, y, s.count))
        placed.push({ g, x, y, from: Math.hypot(x - trueX, y - trueY) > s.count ? { x: trueX, y: trueY } : null })
      }
    },
    paint(c, _view, sheet) {
      for (const { x, y, from } of placed) if (from) drawLeader(c, sheet, o.sizes(), from, x, y)
      for (const { g, x, y } of placed) {
        if (g.count === 1 && g.areaId === null) drawLone(c, sheet, o, g, x, y)
        else drawPill(c, sheet, o.sizes(), g, x, y)
      }
    },
  }
}

function drawLone(c: CanvasRenderingContext2D, sheet: Sheet, o: UnitMarksOptions, g: Gathering, x: number, y: number): void {
  const v = o.layer.verdicts
  const size = o.sizes().unitFar
  drawUnit(c, sheet.colours, UNIT_KINDS[v.kind[g.only]!]!, UNIT_STATUSES[v.status[g.only]!]!, FRESHNESS[v.freshness[g.only]!]!, x, y, size)
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
}

/** A pill that gave way still says where its units are. */
function drawLeader(c: CanvasRenderingContext2D, sheet: Sheet, s: MapSizes, from: { x: number; y: number }, x: number, y: number): void {
  c.strokeStyle = sheet.colours.border
  c.lineWidth = Math.max(1, s.border * 0.5)
  c.beginPath()
  c.moveTo(from.x, from.y)
  c.lineTo(x, y)
  c.stroke()
}

const around = (x: number, y: number, r: number) => ({ left: x - r, top: y - r, right: x + r, bottom: y + r })

/** Units in view that are drawn by themselves, with where; none when they are a swarm, which words would only hide. */
function symbolsOf(o: UnitMarksOptions, view: View): { slot: number; x: number; y: number }[] {
  const at = performance.now()
  const out: { slot: number; x: number; y: number }[] = []
  for (let slot = 0; slot < o.facts.tracks.count; slot++) {
    if (!o.layer.verdicts.isSymbol(slot)) continue
    const x = (o.layer.glide.x(slot, at) - view.left) * view.size
    const y = (o.layer.glide.y(slot, at) - view.top) * view.size
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue
    if (out.length >= SWARM) return []
    out.push({ slot, x, y })
  }
  return out
}

/** Call signs of units under orders, ages of stale ones, and the circle a stale unit under orders may be within. */
export function unitWords(o: UnitMarksOptions): Painter[] {
  let symbols: { slot: number; x: number; y: number }[] = []
  // Places are known before the incidents' words look for theirs; what is drawn lies beneath the incidents.
  const places: Painter = {
    order: 24,
    prepare(view, sheet) {
      symbols = symbolsOf(o, view)
      const r = o.layer.bodySize / 2
      for (const m of symbols) sheet.obstacles.push({ ...around(m.x, m.y, r), yields: o.layer.givesWay(m.slot) })
    },
    paint() {},
  }
  const words: Painter = {
    order: 15,
    paint(c, view, sheet) {
      o.layer.keepFree(sheet.said)
      const s = o.sizes()
      const v = o.layer.verdicts
      const stale: { slot: number; x: number; y: number }[] = []
      for (const m of symbols) {
        const status = UNIT_STATUSES[v.status[m.slot]!]!
        if (v.freshness[m.slot]! > 0) stale.push(m)
        else if ((status === 'assigned' || status === 'en_route') && view.zoom >= CALL_SIGNS_FROM) {
          const unit = o.facts.unit(o.facts.tracks.ids[m.slot]!)
          if (unit) label(sheet, s, o.callSign(unit), sheet.colours.i2, m.x, m.y, status === 'en_route' ? 4 : 5)
        }
      }
      if (stale.length <= AGES_MAX) for (const m of stale) paintStale(c, view, sheet, o, m.slot, m.x, m.y)
    },
  }
  return [places, words]
}

function label(sheet: Sheet, s: MapSizes, text: string, colour: string, x: number, y: number, rank: number): void {
  sheet.labels.push({ lines: [{ text, size: s.label, weight: 400, colour }], x, y, gap: s.unit * 0.72, rank, sides: ['right', 'left', 'below', 'above'] })
}

/** Past the contract the age; long past it "ago", under orders with the call sign; lost, the time of day of the last fix. */
function paintStale(c: CanvasRenderingContext2D, view: View, sheet: Sheet, o: UnitMarksOptions, slot: number, x: number, y: number): void {
  const s = o.sizes()
  const t = o.facts.tracks
  const age = Math.max(0, o.facts.now() - t.at[slot]!)
  const unit = o.facts.unit(t.ids[slot]!)
  const freshness = o.layer.verdicts.freshness[slot]!
  let text = freshness === LOST ? o.words.clock(t.at[slot]!) : freshness === STALE ? o.words.ago(ageText(age)) : ageText(age)
  if (unit?.orderId && freshness >= STALE && unit.status !== 'on_scene') {
    text = `${o.callSign(unit)} ${text}`
    paintRange(c, view, sheet, s, o, x, y, (age / 3_600_000) * unit.usualSpeedKmh, t.lat[slot]!)
  }
  label(sheet, s, text, sheet.colours.tr, x, y, 6)
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
