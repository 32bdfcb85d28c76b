import { effectiveAt, kindOf, ref, type LoggedEvent, type Mask, type NewEvent } from '../kernel/decider'
import { roundTo } from '../kernel/geo'
import type { ContactSealed, SealedItem, SealedPurged } from '../seal/contract'
import type { Grade, IncidentState, IncidentStatus, ReportIncident, ReviseIncident } from './contract'

/** Allowed next states (domain §1.2). `dispatched` and `handling` follow from orders, not from a command. */
export const INCIDENT_NEXT: Record<IncidentStatus, readonly IncidentStatus[]> = {
  reported: ['accepted', 'rejected', 'merged'],
  accepted: ['dispatched', 'record_only', 'merged', 'voided', 'resolved'],
  dispatched: ['handling', 'accepted'],
  handling: ['resolved', 'dispatched'],
  resolved: ['reviewing', 'handling'],
  reviewing: ['closed', 'handling'],
  closed: ['archived'],
  archived: [],
  rejected: ['archived'],
  merged: ['archived'],
  voided: ['archived'],
  record_only: ['archived'],
}

const OPEN = new Set<IncidentStatus>(['reported', 'accepted', 'dispatched', 'handling', 'resolved', 'reviewing'])
/** Whether anyone still has something to do about it. */
export const isOpen = (i: { status: IncidentStatus }): boolean => OPEN.has(i.status)

/** Order states in which somebody is still on it. */
const ACTIVE_ORDER = new Set(['issued', 'acknowledged', 'en_route', 'on_scene', 'working'])
export const activeOrders = (i: Pick<IncidentState, 'orders'>): string[] =>
  Object.entries(i.orders).filter(([, o]) => ACTIVE_ORDER.has(o.status)).map(([id]) => id)

/** Art. 3 grades natural disasters, accidents and public health; social security and service are not graded. */
export const isGraded = (i: Pick<IncidentState, 'class'>): boolean => i.class !== 'social_security' && i.class !== 'service'

/** Closed things stay in the mirror this long. */
export const KEEP_CLOSED_MS = 12 * 3_600_000

export interface IncidentReported extends ReportIncident {
  no: string
  day: string
  /** Clock hour of the district, 0–23. */
  hour: number
  title: string
  class: IncidentState['class']
  category: IncidentState['category']
  glyph: string
  priority: IncidentState['priority']
  severityRank: number
  sensitivePlace: boolean
  clocks: { registerMs: number; dispatchMs: number; reviewMs: number }
}

function reported(e: LoggedEvent, id: string): IncidentState {
  const d = e.data as IncidentReported
  const at = effectiveAt(e)
  return {
    id, no: d.no, title: d.title, kindId: d.kindId, class: d.class, category: d.category, glyph: d.glyph,
    source: d.source, sourceRef: d.sourceRef ?? null, grade: null, priority: d.priority, severityRank: d.severityRank,
    severitySource: d.severitySource ?? null,
    place: {
      text: d.placeText, lon: d.lon ?? null, lat: d.lat ?? null, areaId: d.areaId ?? null,
      approximate: d.approximate ?? false, unverified: d.unverified ?? false,
    },
    sensitivePlace: d.sensitivePlace, text: d.text ?? '', headcountBand: d.headcountBand ?? null,
    casualties: d.casualties ?? null, dangerTags: d.dangerTags ?? [], status: 'reported', leadOrgId: null, mergedInto: null,
    happenedAt: d.happenedAt ?? null, receivedAt: at, times: { reported: at },
    due: { register: at + d.clocks.registerMs, dispatch: at + d.clocks.dispatchMs, review: null },
    clocks: { dispatchMs: d.clocks.dispatchMs, reviewMs: d.clocks.reviewMs }, orders: {}, sealed: [], day: d.day,
  }
}

const STATUS_BY_EVENT: Record<string, IncidentStatus> = {
  IncidentAccepted: 'accepted', IncidentRejected: 'rejected', IncidentRecordedOnly: 'record_only',
  IncidentVoided: 'voided', IncidentMerged: 'merged', IncidentResolved: 'resolved', IncidentReviewStarted: 'reviewing',
  IncidentClosed: 'closed', IncidentReworked: 'handling', IncidentArchived: 'archived',
}

const ORDER_STATUS_BY_EVENT: Record<string, string> = {
  OrderIssued: 'issued', OrderAcknowledged: 'acknowledged', OrderDeclined: 'declined', OrderEnRoute: 'en_route',
  OrderOnScene: 'on_scene', OrderWorking: 'working', OrderDone: 'done', OrderRecalled: 'recalled', OrderExpired: 'expired',
}

function enter(s: IncidentState, status: IncidentStatus, at: number): IncidentState {
  if (s.status === status) return s
  const due = {
    ...s.due,
    ...(status === 'accepted' ? { dispatch: at + s.clocks.dispatchMs } : {}),
    review: status === 'resolved' ? at + s.clocks.reviewMs : status === 'reviewing' ? s.due.review : null,
  }
  return { ...s, status, times: { ...s.times, [status]: at }, due }
}

/** Dispatched, handling or back to accepted: what the orders make of the incident. */
function afterOrder(s: IncidentState, e: LoggedEvent, status: string): IncidentState {
  const d = e.data as { orderId: string; orgId: string; unitId?: string | null; role?: string }
  const before = s.orders[d.orderId]
  const mark = { status, orgId: before?.orgId ?? d.orgId, unitId: before ? before.unitId : (d.unitId ?? null) }
  const next = { ...s, orders: { ...s.orders, [d.orderId]: mark }, leadOrgId: d.role === 'lead' ? d.orgId : s.leadOrgId }
  const at = effectiveAt(e)
  if (status === 'issued') return enter(next, next.status === 'handling' ? 'handling' : 'dispatched', at)
  if (next.status !== 'dispatched' && next.status !== 'handling') return next
  const marks = Object.values(next.orders)
  if (next.status === 'dispatched' && marks.some((o) => !['issued', 'declined', 'recalled', 'expired'].includes(o.status))) return enter(next, 'handling', at)
  // Everybody returned it: the centre has it again.
  if (marks.every((o) => o.status === 'declined' || o.status === 'recalled' || o.status === 'expired')) return enter(next, 'accepted', at)
  return next
}

function revised(s: IncidentState, d: ReviseIncident & { before?: unknown; class?: IncidentState['class']; category?: IncidentState['category']; glyph?: string; sensitivePlace?: boolean }): IncidentState {
  const { incidentId: _id, before: _before, placeText, lon, lat, areaId, approximate, unverified, ...rest } = d
  const place = {
    ...s.place,
    ...(placeText === undefined ? {} : { text: placeText }),
    ...(lon === undefined ? {} : { lon }), ...(lat === undefined ? {} : { lat }),
    ...(areaId === undefined ? {} : { areaId }),
    ...(approximate === undefined ? {} : { approximate }), ...(unverified === undefined ? {} : { unverified }),
  }
  const next = { ...s, ...(rest as Partial<IncidentState>), place }
  return isGraded(next) ? next : { ...next, grade: null }
}

function evolve(s: IncidentState | undefined, e: LoggedEvent, id: string): IncidentState | undefined {
  if (e.type === 'IncidentReported') return reported(e, id)
  if (!s) return s
  const at = effectiveAt(e)
  const order = ORDER_STATUS_BY_EVENT[e.type]
  if (order) return afterOrder(s, e, order)
  const d = e.data as { incidentId?: string }
  // A merge names both incidents; only the one that goes away changes state.
  const status = d.incidentId === id ? STATUS_BY_EVENT[e.type] : undefined
  if (status) {
    const next = enter(s, status, at)
    return status === 'merged' ? { ...next, mergedInto: (e.data as { intoId: string }).intoId } : next
  }
  if (e.type === 'IncidentRevised') return revised(s, e.data as ReviseIncident)
  if (e.type === 'IncidentGraded') return { ...s, grade: (e.data as { grade: Grade | null }).grade }
  if (e.type === 'ContactSealed') return { ...s, sealed: [...s.sealed, ...(e.data as ContactSealed).refs] }
  if (e.type === 'SealedPurged') return { ...s, sealed: s.sealed.filter((x) => !(e.data as SealedPurged).refs.includes(x.ref)) }
  return s
}

function document(s: IncidentState, mask: Mask): object {
  const { clocks: _clocks, ...shown } = s
  if (mask === 'desk') return shown
  if (mask === 'liaison') {
    // An agency works on the case; the caller's own number at the source is the centre's, and so is who called.
    const { sourceRef: _sourceRef, sealed: _sealed, ...own } = shown
    return own
  }
  // A wall hangs in a hall: no free text, nothing of a caller, and disputes only to the nearest 100 m and without their address.
  const { text: _text, sourceRef: _ref, sealed: _sealed, ...wall } = shown
  const { lon, lat } = s.place
  if (!s.sensitivePlace) return wall
  return { ...wall, place: { ...s.place, text: '', ...(lon === null || lat === null ? {} : roundTo({ lon, lat }, 100)), approximate: true } }
}

/** What a wall is shown of an incident, and a desk of it more. */
export type IncidentDocument = Omit<IncidentState, 'clocks' | 'text' | 'sourceRef' | 'sealed'> & { text?: string; sourceRef?: string | null; sealed?: SealedItem[] }

const ENDED: IncidentStatus[] = ['closed', 'archived', 'rejected', 'merged', 'voided', 'record_only']

export const incidentKind = kindOf<IncidentState>({
  kind: 'incident',
  shape: 3,
  evolve,
  tags: (s) => [
    ...(s.place.areaId ? [`area:${s.place.areaId}`] : []),
    ...new Set(Object.values(s.orders).map((o) => `org:${o.orgId}`)),
  ],
  document,
  retireAt(s) {
    if (isOpen(s)) return null
    const ended = ENDED.map((k) => s.times[k]).filter((t) => t !== undefined)
    return Math.min(...ended) + KEEP_CLOSED_MS
  },
})

/** Subjects of an incident's own event. */
export const incidentEvent = (type: string, id: string, data: object, more: NewEvent['subjects'] = []): NewEvent => ({
  type, v: 1, subjects: [ref('incident', id), ...more], data: { incidentId: id, ...data },
})

/** The day document an incident counts in. */
export const dayRef = (s: { day: string }) => ref('incidentDay', s.day)
