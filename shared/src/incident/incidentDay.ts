import { effectiveAt, kindOf, type LoggedEvent } from '../kernel/decider'
import type { IncidentReported } from './incident'

/**
 * One day's counts of one district, folded from the same events as the list beside it, so that a total on
 * the wall always equals its parts at the same position of the log.
 */
export interface IncidentDayState {
  day: string
  reported: number
  closed: number
  /** Ended without handling: rejected, merged, voided, recorded only. */
  setAside: number
  /** By clock hour of the district, 24 entries. */
  hours: number[]
  categories: Record<string, number>
  areas: Record<string, number>
}

const SET_ASIDE = new Set(['IncidentRejected', 'IncidentRecordedOnly', 'IncidentVoided', 'IncidentMerged'])
const KEEP_DAY_MS = 48 * 3_600_000

interface Day extends IncidentDayState {
  startedAt: number
}

const plus = (counts: Record<string, number>, key: string, by: number): Record<string, number> => {
  const n = (counts[key] ?? 0) + by
  if (n > 0) return { ...counts, [key]: n }
  const { [key]: _gone, ...others } = counts
  return others
}

function evolve(s: Day | undefined, e: LoggedEvent, id: string): Day | undefined {
  if (e.type === 'IncidentReported') {
    const d = e.data as IncidentReported
    const day = s ?? { day: id, reported: 0, closed: 0, setAside: 0, hours: Array<number>(24).fill(0), categories: {}, areas: {}, startedAt: effectiveAt(e) }
    const hours = day.hours.slice()
    hours[d.hour] = (hours[d.hour] ?? 0) + 1
    return {
      ...day, reported: day.reported + 1, hours,
      categories: plus(day.categories, d.category, 1),
      areas: plus(day.areas, d.areaId ?? 'unknown', 1),
    }
  }
  if (!s) return s
  if (e.type === 'IncidentClosed') return { ...s, closed: s.closed + 1 }
  if (SET_ASIDE.has(e.type)) return { ...s, setAside: s.setAside + 1 }
  if (e.type === 'IncidentRevised') return recount(s, e.data as Revised)
  return s
}

interface Revised {
  areaId?: string
  category?: string
  before: { areaId: string | null; category: string }
}

/** A corrected kind or place moves its count, so that the parts keep adding up. */
function recount(s: Day, d: Revised): Day {
  let { categories, areas } = s
  if (d.category && d.category !== d.before.category) categories = plus(plus(categories, d.before.category, -1), d.category, 1)
  if (d.areaId && d.areaId !== d.before.areaId) areas = plus(plus(areas, d.before.areaId ?? 'unknown', -1), d.areaId, 1)
  return { ...s, categories, areas }
}

export const incidentDayKind = kindOf<Day>({
  kind: 'incidentDay',
  // 2: keys keep their first place.
  shape: 2,
  evolve,
  tags: () => [],
  document: ({ startedAt: _startedAt, ...shown }) => shown,
  retireAt: (s) => s.startedAt + KEEP_DAY_MS,
})
