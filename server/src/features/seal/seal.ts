import type { IncidentState } from '@liandong/shared/incident/contract'
import { effectiveAt, type LoggedEvent, type StateReader } from '@liandong/shared/kernel/decider'
import { CLOCK_POLICY_ID, type ClockPolicy } from '@liandong/shared/order/policy'
import { PURGE_AFTER_MS } from '@liandong/shared/seal/contract'
import type { Feature, JobPut } from '../../engine/types'

/** What is sealed about an archived incident is destroyed after the policy's time. */
function jobs(event: LoggedEvent, read: StateReader): JobPut[] {
  if (event.type !== 'IncidentArchived') return []
  const { incidentId } = event.data as { incidentId: string }
  if ((read.get<IncidentState>('incident', incidentId)?.sealed.length ?? 0) === 0) return []
  const after = read.get<ClockPolicy>('policy', CLOCK_POLICY_ID)?.purgeSealedAfterMs ?? PURGE_AFTER_MS
  return [{ id: `purge:${incidentId}:${event.position}`, due: effectiveAt(event) + after, type: 'PurgeSealed', body: { incidentId, rule: 'term' } }]
}

export const sealFeature: Feature = { name: 'seal', jobs }
