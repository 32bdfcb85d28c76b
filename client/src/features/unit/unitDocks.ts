import type { UnitState } from '@liandong/shared/unit/contract'
import { ageText } from '../../kit/durations'
import { LOST_AFTER_MS } from '../../live/freshness'
import type { Anchor, Painter, Sheet } from '../../map/marksLayer'
import { FRESHNESS } from './freshnessIndex'
import type { UnitMarksOptions } from './unitMarks'
import { drawUnit } from './unitSymbol'

/** At most so many stand in a row under an incident; the rest are counted. */
const DOCK_MAX = 5
const STALE = FRESHNESS.indexOf('stale')
/** Side of a docked body to that of a free one, and step from one to the next, in bodies. */
const SHARE = 0.92
const STEP = 1.16
const NEAR_ZOOM = 13.5

interface Docked {
  slot: number
  unit: UnitState
}

function dockedBy(o: UnitMarksOptions): Map<string, Docked[]> {
  const rows = new Map<string, Docked[]>()
  for (let slot = 0; slot < o.facts.tracks.count; slot++) {
    if (o.layer.verdicts.showing(slot) !== 'docked') continue
    const unit = o.facts.unit(o.facts.tracks.ids[slot]!)
    if (!unit?.incidentId) continue
    const row = rows.get(unit.incidentId)
    if (row) row.push({ slot, unit })
    else rows.set(unit.incidentId, [{ slot, unit }])
  }
  return rows
}

/** Units at a scene stand in a row under their incident, so that its mark stays free: five at most, then `+3`. */
export function unitDocks(o: UnitMarksOptions): Painter {
  let rows = new Map<string, Docked[]>()
  const sizeAt = (zoom: number) => (zoom < NEAR_ZOOM ? o.sizes().unitFar : o.sizes().unit) * SHARE
  return {
    order: 25,
    prepare(view, sheet) {
      rows = dockedBy(o)
      const size = sizeAt(view.zoom)
      for (const [id, row] of rows) {
        const n = Math.min(row.length, DOCK_MAX) + (row.length > DOCK_MAX ? 1 : 0)
        sheet.beneath.set(`incident:${id}`, { width: (n - 1) * size * STEP + size, height: size * 1.25 })
      }
    },
    paint(c, view, sheet) {
      // Incidents gathered behind one mark share its anchor, and their units its row.
      const byAnchor = new Map<Anchor, Docked[]>()
      for (const [id, row] of rows) {
        const at = sheet.anchors.get(`incident:${id}`)
        if (at) byAnchor.set(at, [...(byAnchor.get(at) ?? []), ...row])
      }
      for (const [at, row] of byAnchor) drawRow(c, sheet, o, row.sort((a, b) => (a.unit.callSign < b.unit.callSign ? -1 : 1)), at, sizeAt(view.zoom))
    },
  }
}

function drawRow(c: CanvasRenderingContext2D, sheet: Sheet, o: UnitMarksOptions, row: Docked[], at: Anchor, size: number): void {
  const s = o.sizes()
  const step = size * STEP
  const shown = row.slice(0, DOCK_MAX)
  const rest = row.length - shown.length
  const width = (shown.length - 1 + (rest > 0 ? 1 : 0)) * step
  const y = at.y + at.below + size * 0.62
  const v = o.layer.verdicts
  let oldest = 0
  shown.forEach(({ slot, unit }, i) => {
    if (v.freshness[slot]! >= STALE) oldest = Math.max(oldest, o.facts.now() - o.facts.tracks.at[slot]!)
    drawUnit(c, sheet.colours, unit.kind, unit.status, FRESHNESS[v.freshness[slot]!]!, at.x - width / 2 + i * step, y, size)
  })
  if (rest > 0) {
    c.fillStyle = sheet.colours.i1
    c.font = `700 ${s.labelSmall}px ${sheet.colours.face}`
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.fillText(o.words.more(rest), at.x - width / 2 + shown.length * step, y)
  }
  if (oldest === 0) return
  sheet.labels.push({
    lines: [{ text: oldest > LOST_AFTER_MS ? o.words.clock(o.facts.now() - oldest) : ageText(oldest), size: s.labelSmall, weight: 400, colour: sheet.colours.tr }],
    x: at.x + width / 2, y, gap: size * 0.7, rank: 5, sides: ['right', 'below'],
  })
}
