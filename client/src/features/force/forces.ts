import { UNIT_STATUSES, type UnitKind, type UnitState, type UnitStatus } from '@liandong/shared/unit/contract'

/** A unit as a screen knows it: the register entry without the hardware's id. */
export type UnitDocument = Omit<UnitState, 'deviceId'>

/** Where a unit stands in the count: its status, or `lost` when it is on duty and can't be reached. */
export type ForceState = UnitStatus | 'lost'
export const FORCE_STATES: readonly ForceState[] = [...UNIT_STATUSES, 'lost']

export interface Forces {
  total: number
  /** Parts add up to the total: a lost unit counts as lost and nowhere else. */
  byState: Record<ForceState, number>
  byKind: { kind: UnitKind; total: number; idle: number; stale: number; asOf: number | null }[]
}

/** How a unit's position stands; `asOf` is the instant of its newest fix. */
export interface Position {
  freshness: 'fresh' | 'aging' | 'stale' | 'lost' | 'silent'
  asOf: number | null
}

/** Counts units by state and by kind. `positions` by unit id; one that is missing counts as silent. */
export function forcesOf(units: Iterable<UnitDocument>, positions: ReadonlyMap<string, Position>): Forces {
  const byState = Object.fromEntries(FORCE_STATES.map((s) => [s, 0])) as Record<ForceState, number>
  const kinds = new Map<UnitKind, Forces['byKind'][number]>()
  let total = 0
  for (const u of units) {
    const p = positions.get(u.id)
    const doubtful = u.status !== 'off_duty' && (p === undefined || p.freshness === 'stale' || p.freshness === 'lost' || p.freshness === 'silent')
    const lost = u.status !== 'off_duty' && (u.lostSince !== null || p === undefined || p.freshness === 'lost' || p.freshness === 'silent')
    total++
    byState[lost ? 'lost' : u.status]++
    const k = kinds.get(u.kind) ?? { kind: u.kind, total: 0, idle: 0, stale: 0, asOf: null }
    k.total++
    if (u.status === 'idle') k.idle++
    if (doubtful) {
      k.stale++
      if (p?.asOf != null && (k.asOf === null || p.asOf < k.asOf)) k.asOf = p.asOf
    }
    kinds.set(u.kind, k)
  }
  return { total, byState, byKind: [...kinds.values()].sort((a, b) => b.total - a.total || (a.kind < b.kind ? -1 : 1)) }
}
