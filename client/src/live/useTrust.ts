import { computed, type ComputedRef } from 'vue'
import type { SourceState, UnitState } from '@liandong/shared/unit/contract'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { isOpen } from '@liandong/shared/incident/incident'
import { feedsOf, trustOf, type Feed, type Judged, type Trust } from './freshness'
import { useLive } from './useLive'

/** What counts how much in the trust figure: a unit under orders is looked at, an idle one is background. */
export const TRUST_WEIGHT = { idleUnit: 1, orderedUnit: 3, incident: 3, alert: 3 } as const

export interface TrustView {
  trust: ComputedRef<Trust>
  feeds: ComputedRef<Feed[]>
}

/** Trust and the state of the feeds, once a second on the server's clock. */
export function useTrust(): TrustView {
  const live = useLive()
  const units = live.collection<UnitState>('unit')
  const sources = live.collection<SourceState>('source')
  const incidents = live.collection<IncidentDocument>('incident')
  const alerts = live.collection<AlertState>('alert')

  const judged = computed<Judged[]>(() => {
    void live.clock.second.value
    const t = live.tracks
    const out: Judged[] = []
    for (const u of units.value.values()) {
      if (u.status === 'off_duty') continue
      const slot = t.slotOf(u.id)
      out.push({
        sourceId: u.sourceId,
        at: slot === undefined ? null : t.at[slot]!,
        weight: u.orderId === null ? TRUST_WEIGHT.idleUnit : TRUST_WEIGHT.orderedUnit,
      })
    }
    return out
  })
  const documentsWeight = computed(() => {
    let n = 0
    for (const i of incidents.value.values()) if (isOpen(i)) n += TRUST_WEIGHT.incident
    for (const a of alerts.value.values()) if (a.clearedAt === null) n += TRUST_WEIGHT.alert
    // A calm town is a statement too: an empty mirror that is live counts as one thing.
    return Math.max(n, 1)
  })

  const feeds = computed(() => feedsOf(judged.value, sources.value, live.clock.now()))
  const trust = computed(() => {
    const c = live.connection.value
    const now = live.clock.now()
    const rate = c.scenario?.rate ?? 1
    const ageMs = c.asOf === null ? Infinity : (now - c.asOf) / rate
    return trustOf(judged.value, sources.value, { ageMs, withinMs: 2 * c.heartbeatMs, weight: documentsWeight.value, equal: c.equal }, now)
  })
  return { trust, feeds }
}
