import { decider, ref, type Context, type Decider, type NewEvent, type Rejection, type StateReader } from '../kernel/decider'
import { dayOf, localTime } from '../kernel/time'
import { CLOCK_POLICY_ID, type ClockPolicy } from '../order/policy'
import {
  GradeIncident, MergeIncident, MoveIncident, MoveIncidentForReason, ReportIncident, ReviseIncident,
  type IncidentCode, type IncidentKindState, type IncidentState, type IncidentStatus,
} from './contract'
import type { IncidentDayState } from './incidentDay'
import { activeOrders, dayRef, INCIDENT_NEXT, incidentEvent, isGraded, isOpen, type IncidentReported } from './incident'
import { severityRank } from './severity'

type Code = IncidentCode | 'no-clock-policy'

const report = decider<ReportIncident, Code>({
  type: 'ReportIncident',
  schema: ReportIncident,
  needs: (b, _read, ctx) => [ref('incidentKind', b.kindId), ref('policy', CLOCK_POLICY_ID), ref('numbering', 'incident'), ref('incidentDay', dayOf(ctx.occurredAt ?? ctx.now, ctx.zone)), ...(b.areaId ? [ref('area', b.areaId)] : [])],
  decide(read, b, ctx) {
    const kind = read.get<IncidentKindState>('incidentKind', b.kindId)
    if (!kind) return { rejected: 'unknown-kind', detail: { kind: b.kindId } }
    if (b.areaId && !read.get('area', b.areaId)) return { rejected: 'unknown-area', detail: { area: b.areaId } }
    if ((b.lon === undefined) !== (b.lat === undefined)) return { rejected: 'half-a-point' }
    const policy = read.get<ClockPolicy>('policy', CLOCK_POLICY_ID)
    if (!policy) return { rejected: 'no-clock-policy' }
    const received = ctx.occurredAt ?? ctx.now
    const day = dayOf(received, ctx.zone)
    const count = read.get<IncidentDayState>('incidentDay', day)?.reported ?? 0
    const no = `${numberPrefix(read)}-${day}-${String(count + 1).padStart(4, '0')}`
    const priority = (b.priority ?? kind.priority) as IncidentState['priority']
    const { registerMs, dispatchMs, reviewMs } = policy.byPriority[priority]
    const id = ctx.newId()
    const data: IncidentReported = {
      ...b, no, day, hour: localTime(received, ctx.zone).hour, title: b.title ?? kind.name, class: kind.class, category: kind.category, glyph: kind.glyph, priority,
      severityRank: (b.severitySource && severityRank(b.severitySource.scheme, b.severitySource.code)) ?? priority,
      sensitivePlace: kind.sensitivePlace ?? false, clocks: { registerMs, dispatchMs, reviewMs },
    }
    const event = { ...incidentEvent('IncidentReported', id, data, [ref('incidentDay', day)]), ...occurred(ctx) }
    return { events: [event], answer: { incidentId: id, no } }
  },
})

/** The district's number prefix, kept as a record so that rules need no configuration. */
const numberPrefix = (read: StateReader) => read.get<{ prefix: string }>('numbering', 'incident')?.prefix ?? 'IN'

const occurred = (ctx: Context) => (ctx.occurredAt === undefined ? {} : { occurredAt: ctx.occurredAt })

/** Finds the incident or says why not. */
function openIncident(read: StateReader, id: string): IncidentState | Rejection<IncidentCode> {
  const i = read.get<IncidentState>('incident', id)
  if (!i) return { rejected: 'unknown-incident', detail: { incident: id } }
  if (!isOpen(i)) return { rejected: 'incident-closed', detail: { no: i.no, status: i.status } }
  return i
}
const refused = (x: IncidentState | Rejection<IncidentCode>): x is Rejection<IncidentCode> => 'rejected' in x

const revise = decider<ReviseIncident, IncidentCode>({
  type: 'ReviseIncident',
  schema: ReviseIncident,
  needs: (b, read) => [ref('incident', b.incidentId), ...dayNeeds(read, b.incidentId), ...(b.areaId ? [ref('area', b.areaId)] : []), ...(b.kindId ? [ref('incidentKind', b.kindId)] : [])],
  decide(read, b, ctx) {
    const i = openIncident(read, b.incidentId)
    if (refused(i)) return i
    if ((b.lon === undefined) !== (b.lat === undefined)) return { rejected: 'half-a-point' }
    if (b.areaId && !read.get('area', b.areaId)) return { rejected: 'unknown-area', detail: { area: b.areaId } }
    const kind = b.kindId ? read.get<IncidentKindState>('incidentKind', b.kindId) : undefined
    if (b.kindId && !kind) return { rejected: 'unknown-kind', detail: { kind: b.kindId } }
    if (Object.keys(b).length === 1) return { rejected: 'nothing-changed' }
    const derived = kind ? { class: kind.class, category: kind.category, glyph: kind.glyph, sensitivePlace: kind.sensitivePlace ?? false } : {}
    const before = { kindId: i.kindId, areaId: i.place.areaId, category: i.category }
    return { events: [{ ...incidentEvent('IncidentRevised', i.id, { ...b, ...derived, before }, [dayRef(i)]), ...occurred(ctx) }] }
  },
})

const grade = decider<GradeIncident, IncidentCode>({
  type: 'GradeIncident',
  schema: GradeIncident,
  needs: (b) => [ref('incident', b.incidentId)],
  decide(read, b, ctx) {
    const i = openIncident(read, b.incidentId)
    if (refused(i)) return i
    if (b.grade !== null && !isGraded(i)) return { rejected: 'grade-not-applicable', detail: { class: i.class } }
    if (b.grade === i.grade) return { rejected: 'nothing-changed' }
    return { events: [{ ...incidentEvent('IncidentGraded', i.id, { grade: b.grade, ...(b.reason ? { reason: b.reason } : {}) }), ...occurred(ctx) }] }
  },
})

const merge = decider<MergeIncident, IncidentCode>({
  type: 'MergeIncident',
  schema: MergeIncident,
  needs: (b, read) => [ref('incident', b.incidentId), ref('incident', b.intoId), ...dayNeeds(read, b.incidentId)],
  decide(read, b, ctx) {
    if (b.incidentId === b.intoId) return { rejected: 'merge-into-itself' }
    const i = openIncident(read, b.incidentId)
    if (refused(i)) return i
    const into = openIncident(read, b.intoId)
    if (refused(into)) return into
    const no = checkMove(i, 'merged')
    if (no) return no
    return { events: [{ ...incidentEvent('IncidentMerged', i.id, { intoId: into.id, reason: b.reason }, [ref('incident', into.id), dayRef(i)]), ...occurred(ctx) }] }
  },
})

const dayNeeds = (read: StateReader, id: string) => {
  const i = read.get<IncidentState>('incident', id)
  return i ? [dayRef(i)] : []
}

/** From where a command may lead here; whatever else the table allows, only orders do. */
const BY_COMMAND: Partial<Record<IncidentStatus, readonly IncidentStatus[]>> = { accepted: ['reported'], dispatched: [], handling: ['resolved', 'reviewing'] }

/** Why a command may not bring an incident to a state now, or null. */
export function checkMove(i: IncidentState, to: IncidentStatus): Rejection<IncidentCode> | null {
  if (!(BY_COMMAND[to] ?? [i.status]).includes(i.status) || !INCIDENT_NEXT[i.status].includes(to)) return { rejected: 'move-not-allowed', detail: { no: i.no, from: i.status, to } }
  const open = activeOrders(i).length
  if (open > 0 && to !== 'handling' && to !== 'archived') return { rejected: 'orders-open', detail: { no: i.no, count: open } }
  return null
}

/** The plain moves: one command, one event, one target state each. */
const MOVES: { command: string; event: string; to: IncidentStatus; reason: boolean }[] = [
  { command: 'AcceptIncident', event: 'IncidentAccepted', to: 'accepted', reason: false },
  { command: 'RejectIncident', event: 'IncidentRejected', to: 'rejected', reason: true },
  { command: 'RecordIncidentOnly', event: 'IncidentRecordedOnly', to: 'record_only', reason: true },
  { command: 'VoidIncident', event: 'IncidentVoided', to: 'voided', reason: true },
  { command: 'ResolveIncident', event: 'IncidentResolved', to: 'resolved', reason: false },
  { command: 'ReviewIncident', event: 'IncidentReviewStarted', to: 'reviewing', reason: false },
  { command: 'CloseIncident', event: 'IncidentClosed', to: 'closed', reason: false },
  { command: 'ReworkIncident', event: 'IncidentReworked', to: 'handling', reason: true },
  { command: 'ArchiveIncident', event: 'IncidentArchived', to: 'archived', reason: false },
]

function move(m: (typeof MOVES)[number]): Decider<never, string> {
  return decider<MoveIncident, IncidentCode>({
    type: m.command,
    schema: m.reason ? MoveIncidentForReason : MoveIncident,
    needs: (b, read) => [ref('incident', b.incidentId), ...dayNeeds(read, b.incidentId)],
    decide(read, b, ctx) {
      const i = read.get<IncidentState>('incident', b.incidentId)
      if (!i) return { rejected: 'unknown-incident', detail: { incident: b.incidentId } }
      const no = checkMove(i, m.to)
      if (no) return no
      const event: NewEvent = { ...incidentEvent(m.event, i.id, b.reason ? { reason: b.reason } : {}, [dayRef(i)]), ...occurred(ctx) }
      return { events: [event] }
    },
  })
}

export const incidentDeciders = [report, revise, grade, merge, ...MOVES.map(move)]
