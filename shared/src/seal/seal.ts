import type { IncidentState } from '../incident/contract'
import { incidentEvent, isOpen } from '../incident/incident'
import { decider, ref } from '../kernel/decider'
import { PurgeSealed, SealContact, type ContactSealed, type SealCode, type SealedPurged } from './contract'

type Code = SealCode | 'unknown-incident' | 'nothing-changed'

/** Puts random names of what lies sealed on its incident. After archiving nothing is added, so that a purge is the last word. */
const seal = decider<SealContact, Code>({
  type: 'SealContact',
  schema: SealContact,
  needs: (b) => [ref('incident', b.incidentId)],
  decide(read, b) {
    const i = read.get<IncidentState>('incident', b.incidentId)
    if (!i) return { rejected: 'unknown-incident', detail: { incident: b.incidentId } }
    if (i.status === 'archived') return { rejected: 'incident-archived', detail: { no: i.no } }
    const refs = b.refs.filter((r) => !i.sealed.some((s) => s.ref === r.ref))
    if (refs.length === 0) return { rejected: 'nothing-changed' }
    const { incidentId: _id, ...data }: ContactSealed = { incidentId: i.id, refs }
    return { events: [incidentEvent('ContactSealed', i.id, data)] }
  },
})

/** The term runs from archiving; a request may come as soon as nobody works on it any more. */
const purge = decider<PurgeSealed, Code>({
  type: 'PurgeSealed',
  schema: PurgeSealed,
  needs: (b) => [ref('incident', b.incidentId)],
  decide(read, b) {
    const i = read.get<IncidentState>('incident', b.incidentId)
    if (!i) return { rejected: 'unknown-incident', detail: { incident: b.incidentId } }
    if (isOpen(i) || (b.rule === 'term' && i.status !== 'archived')) return { rejected: 'incident-open', detail: { no: i.no } }
    if (i.sealed.length === 0) return { rejected: 'nothing-sealed', detail: { no: i.no } }
    const { incidentId: _id, ...data }: SealedPurged = { incidentId: i.id, refs: i.sealed.map((s) => s.ref), rule: b.rule }
    return { events: [incidentEvent('SealedPurged', i.id, data)] }
  },
})

export const sealDeciders = [seal, purge]
