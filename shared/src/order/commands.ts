import { decider, ref, type Context, type NewEvent, type Ref, type Rejection, type StateReader } from '../kernel/decider'
import type { IncidentState } from '../incident/contract'
import { isOpen } from '../incident/incident'
import type { OrganisationState } from '../org/contract'
import type { UnitState } from '../unit/contract'
import { EndOrder, IssueOrder, ReportFeedback, StepOrder, type OrderCode, type OrderState, type OrderStatus } from './contract'
import { isEnded, ORDER_NEXT, type OrderIssued } from './order'
import { CLOCK_POLICY_ID, type ClockPolicy, type Clocks } from './policy'

const occurred = (ctx: Context) => (ctx.occurredAt === undefined ? {} : { occurredAt: ctx.occurredAt })

const orderClocks = ({ ackMs, turnoutMs, arrivalMs, firstFeedbackMs, progressMs, finishMs }: Clocks) =>
  ({ ackMs, turnoutMs, arrivalMs, firstFeedbackMs, progressMs, finishMs })

/** Why an incident can't be given an order now, or null. The client asks the same to grey its button. */
export function checkIncident(i: IncidentState | undefined, id: string): Rejection<OrderCode> | null {
  if (!i) return { rejected: 'unknown-incident', detail: { incident: id } }
  if (!isOpen(i)) return { rejected: 'incident-closed', detail: { no: i.no, status: i.status } }
  if (!['accepted', 'dispatched', 'handling'].includes(i.status)) return { rejected: 'incident-not-accepted', detail: { no: i.no, status: i.status } }
  return null
}

/** Why a unit can't take an order now, or null: it says what holds it. */
export function checkUnit(unit: UnitState | undefined, unitId: string, orgId: string, read: StateReader): Rejection<OrderCode> | null {
  if (!unit) return { rejected: 'unknown-unit', detail: { unit: unitId } }
  if (unit.orgId !== orgId) return { rejected: 'unit-not-of-org', detail: { unit: unit.callSign } }
  if (unit.orderId) {
    const held = unit.incidentId ? read.get<IncidentState>('incident', unit.incidentId) : undefined
    return { rejected: 'unit-not-available', detail: { unit: unit.callSign, status: unit.status, no: held?.no ?? '', title: held?.title ?? '' } }
  }
  if (unit.status === 'off_duty' || unit.status === 'busy') return { rejected: 'unit-not-available', detail: { unit: unit.callSign, status: unit.status, no: '', title: '' } }
  return null
}

const issue = decider<IssueOrder, OrderCode>({
  type: 'IssueOrder',
  schema: IssueOrder,
  needs(b, read) {
    const unit = b.unitId ? read.get<UnitState>('unit', b.unitId) : undefined
    return [
      ref('incident', b.incidentId), ref('organisation', b.orgId), ref('policy', CLOCK_POLICY_ID),
      ...(b.unitId ? [ref('unit', b.unitId)] : []), ...(unit?.incidentId ? [ref('incident', unit.incidentId)] : []),
    ]
  },
  decide(read, b, ctx) {
    const incident = read.get<IncidentState>('incident', b.incidentId)
    const closed = checkIncident(incident, b.incidentId)
    if (closed || !incident) return closed ?? { rejected: 'unknown-incident' }
    const org = read.get<OrganisationState>('organisation', b.orgId)
    if (!org) return { rejected: 'unknown-org', detail: { org: b.orgId } }
    const no = b.unitId ? notOurs(org) ?? checkUnit(read.get('unit', b.unitId), b.unitId, b.orgId, read) : checkOrg(incident, org)
    if (no) return no
    const policy = read.get<ClockPolicy>('policy', CLOCK_POLICY_ID)
    if (!policy) return { rejected: 'no-clock-policy' }
    const event = issued(incident, b, policy, ctx)
    return { events: [event], answer: { orderId: (event.data as OrderIssued).orderId, no: (event.data as OrderIssued).no } }
  },
})

const notOurs = (org: OrganisationState): Rejection<OrderCode> | null =>
  (org.jurisdiction ? null : { rejected: 'org-not-permitted', detail: { org: org.shortName } })

/** Why an organisation as a whole can't be ordered to an incident now, or null: it holds at most one open order of its own there. */
export function checkOrg(i: Pick<IncidentState, 'no' | 'orders'>, org: OrganisationState): Rejection<OrderCode> | null {
  if (!org.jurisdiction) return notOurs(org)
  const open = Object.values(i.orders).some((o) => o.orgId === org.id && o.unitId === null && !isEnded({ status: o.status as OrderStatus }))
  return open ? { rejected: 'org-already-ordered', detail: { org: org.shortName, no: i.no } } : null
}

function issued(i: IncidentState, b: IssueOrder, policy: ClockPolicy, ctx: Context): NewEvent {
  const orderId = ctx.newId()
  const before = Object.keys(i.orders).length
  const clocks = orderClocks(policy.byPriority[i.priority])
  const data: OrderIssued = {
    orderId, incidentId: i.id, no: `${i.no}-${before + 1}`, orgId: b.orgId, unitId: b.unitId ?? null, areaId: i.place.areaId,
    role: b.role ?? (before === 0 ? 'lead' : 'assist'), priority: i.priority, urgent: b.urgent ?? false, content: b.content ?? '',
    clocks, ladder: policy.ackLadder.map((s) => ({ afterMs: Math.round(clocks.ackMs * s.times), whom: s.whom })),
  }
  const subjects: Ref[] = [ref('order', orderId), ref('incident', i.id), ...(b.unitId ? [ref('unit', b.unitId)] : [])]
  return { type: 'OrderIssued', v: 1, subjects, data, ...occurred(ctx) }
}

/** The order, its incident, its unit and, so that it clears in the same commit, its alert. */
const subjectsOf = (o: OrderState): Ref[] => [
  ref('order', o.id), ref('incident', o.incidentId), ...(o.unitId ? [ref('unit', o.unitId)] : []), ...(o.alertId ? [ref('alert', o.alertId)] : []),
]

function orderNeeds(read: StateReader, orderId: string): Ref[] {
  const o = read.get<OrderState>('order', orderId)
  return [ref('order', orderId), ...(o ? subjectsOf(o) : [])]
}

/** Why an order can't go to a state now, or null. */
export function checkStep(o: OrderState, to: OrderStatus): Rejection<OrderCode> | null {
  return ORDER_NEXT[o.status].includes(to) ? null : { rejected: 'order-step-not-allowed', detail: { no: o.no, from: o.status, to } }
}

const eventOf = (type: string, o: OrderState, ctx: Context, more: object): NewEvent => ({
  type, v: 1, subjects: subjectsOf(o), data: { orderId: o.id, incidentId: o.incidentId, orgId: o.orgId, unitId: o.unitId, ...more }, ...occurred(ctx),
})

const STEPS: { command: string; event: string; to: OrderStatus; reason: boolean; urgent?: boolean }[] = [
  { command: 'AcknowledgeOrder', event: 'OrderAcknowledged', to: 'acknowledged', reason: false, urgent: true },
  { command: 'DeclineOrder', event: 'OrderDeclined', to: 'declined', reason: true, urgent: true },
  { command: 'ReportEnRoute', event: 'OrderEnRoute', to: 'en_route', reason: false },
  { command: 'ReportOnScene', event: 'OrderOnScene', to: 'on_scene', reason: false },
  { command: 'ReportWorking', event: 'OrderWorking', to: 'working', reason: false },
  { command: 'ReportDone', event: 'OrderDone', to: 'done', reason: false },
  { command: 'RecallOrder', event: 'OrderRecalled', to: 'recalled', reason: true },
  { command: 'ExpireOrder', event: 'OrderExpired', to: 'expired', reason: true },
]

const steps = STEPS.map((s) =>
  decider<StepOrder & { reason?: string }, OrderCode>({
    type: s.command,
    schema: s.reason ? EndOrder : StepOrder,
    needs: (b, read) => orderNeeds(read, b.orderId),
    decide(read, b, ctx) {
      const o = read.get<OrderState>('order', b.orderId)
      if (!o) return { rejected: 'unknown-order', detail: { order: b.orderId } }
      const no = checkStep(o, s.to)
      if (no) return no
      const { channel, reason } = b
      return { events: [eventOf(s.event, o, ctx, { ...(channel ? { channel } : {}), ...(reason ? { reason } : {}) })] }
    },
    ...(s.urgent ? { urgent: true } : {}),
  }))

const feedback = decider<ReportFeedback, OrderCode>({
  type: 'ReportFeedback',
  schema: ReportFeedback,
  needs: (b, read) => orderNeeds(read, b.orderId),
  decide(read, b, ctx) {
    const o = read.get<OrderState>('order', b.orderId)
    if (!o) return { rejected: 'unknown-order', detail: { order: b.orderId } }
    if (o.status !== 'on_scene' && o.status !== 'working') return { rejected: 'order-step-not-allowed', detail: { no: o.no, from: o.status, to: 'working' } }
    const said = eventOf('OrderFeedback', o, ctx, { text: b.text, ...(b.channel ? { channel: b.channel } : {}) })
    // The first feedback from the scene is what "working" means.
    return { events: o.status === 'on_scene' ? [said, eventOf('OrderWorking', o, ctx, {})] : [said] }
  },
})

export const orderDeciders = [issue, ...steps, feedback]
