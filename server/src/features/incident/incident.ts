import type { LoggedEvent, StateReader } from '@liandong/shared/kernel/decider'
import { effectiveAt } from '@liandong/shared/kernel/decider'
import { CLOCK_POLICY_ID, type ClockPolicy } from '@liandong/shared/order/policy'
import type { Feature, JobPut } from '../../engine/types'

const ENDS = new Set(['IncidentClosed', 'IncidentRejected', 'IncidentRecordedOnly', 'IncidentVoided', 'IncidentMerged'])

/** What has ended is archived after the policy's time. */
function jobs(event: LoggedEvent, read: StateReader): JobPut[] {
  if (!ENDS.has(event.type)) return []
  const { incidentId } = event.data as { incidentId: string }
  const after = read.get<ClockPolicy>('policy', CLOCK_POLICY_ID)?.archiveAfterMs
  if (after === undefined) return []
  return [{ id: `archive:${incidentId}:${event.position}`, due: effectiveAt(event) + after, type: 'ArchiveIncident', body: { incidentId } }]
}

export const incidentFeature: Feature = { name: 'incident', jobs }
