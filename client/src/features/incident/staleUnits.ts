import type { UnitKind } from '@liandong/shared/unit/contract'

/** What is known of one unit's position. `asOf` is its newest fix on the server's clock; null when there never was one. */
export interface UnitPosition {
  freshness: 'fresh' | 'aging' | 'stale' | 'lost' | 'silent'
  asOf: number | null
}

/** Units of an incident whose positions can't be relied on: their kinds, and the oldest of their last fixes. */
export interface StaleUnits {
  kinds: UnitKind[]
  asOf: number | null
  sourceId: string
}

/** The units among `unitIds` that are past doubt; null when every position is inside its contract or only ageing. */
export function staleUnits(
  unitIds: Iterable<string | null>, units: ReadonlyMap<string, { kind: UnitKind; sourceId: string }>, positions: ReadonlyMap<string, UnitPosition>,
): StaleUnits | null {
  const kinds = new Set<UnitKind>()
  let asOf: number | null = null
  let sourceId = ''
  for (const id of unitIds) {
    const p = id === null ? undefined : positions.get(id)
    const unit = id === null ? undefined : units.get(id)
    if (!p || !unit || p.freshness === 'fresh' || p.freshness === 'aging') continue
    kinds.add(unit.kind)
    sourceId ||= unit.sourceId
    if (p.asOf !== null && (asOf === null || p.asOf < asOf)) asOf = p.asOf
  }
  return kinds.size > 0 ? { kinds: [...kinds], asOf, sourceId } : null
}
