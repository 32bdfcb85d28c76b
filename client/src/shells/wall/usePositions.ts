import type { SourceState, UnitState } from '@liandong/shared/unit/contract'
import { computed, type ComputedRef } from 'vue'
import type { Live } from '../../live/api'
import { freshnessOf, type Freshness } from '../../live/freshness'

export interface KnownPosition {
  freshness: Freshness | 'silent'
  /** Server instant of the newest fix; null when there never was one. */
  asOf: number | null
}

/** How far each unit's position may be believed, by unit id, once a second. Units off duty are left out. */
export function usePositions(live: Live): ComputedRef<ReadonlyMap<string, KnownPosition>> {
  const units = live.collection<UnitState>('unit')
  const sources = live.collection<SourceState>('source')
  return computed(() => {
    const now = live.clock.second.value
    const out = new Map<string, KnownPosition>()
    for (const u of units.value.values()) {
      if (u.status === 'off_duty') continue
      const slot = live.tracks.slotOf(u.id)
      const contract = sources.value.get(u.sourceId)
      if (slot === undefined || !contract) out.set(u.id, { freshness: 'silent', asOf: null })
      else {
        const asOf = live.tracks.at[slot]!
        out.set(u.id, { freshness: freshnessOf(now - asOf, contract), asOf })
      }
    }
    return out
  })
}
