import { decider, effectiveAt, kindOf, ref, type Context, type LoggedEvent, type Ref } from '../kernel/decider'
import { KEEP_CLOSED_MS } from '../incident/incident'
import type { OrderState } from '../order/contract'
import { AcknowledgeAlert, EscalateAlert, type AlertCode, type AlertState, type AlertStep } from './contract'

export interface AlertRaised extends Omit<AlertState, 'id' | 'raisedAt' | 'taken' | 'acknowledgedAt' | 'acknowledgedBy' | 'clearedAt' | 'clearedBy'> {
  alertId: string
  taken: AlertStep
}
export interface AlertEscalated {
  alertId: string
  orderId: string
  taken: AlertStep
  next: AlertStep | null
}

/** Any answer to the order ends its cause. */
const CLEARS = new Set(['OrderAcknowledged', 'OrderDeclined', 'OrderEnRoute', 'OrderOnScene', 'OrderRecalled', 'OrderExpired', 'OrderDone'])

function evolve(s: AlertState | undefined, e: LoggedEvent, id: string): AlertState | undefined {
  if (e.type === 'AlertRaised') {
    const { alertId: _id, taken, ...d } = e.data as AlertRaised
    return { ...d, id, raisedAt: effectiveAt(e), taken: [taken], acknowledgedAt: null, acknowledgedBy: null, clearedAt: null, clearedBy: null }
  }
  if (!s) return s
  if (e.type === 'AlertEscalated') {
    const d = e.data as AlertEscalated
    return { ...s, taken: [...s.taken, d.taken], next: d.next }
  }
  if (e.type === 'AlertAcknowledged') return { ...s, acknowledgedAt: effectiveAt(e), acknowledgedBy: e.actor.post ?? e.actor.id, next: null }
  if (CLEARS.has(e.type) && s.clearedAt === null) return { ...s, clearedAt: effectiveAt(e), clearedBy: e.type, next: null }
  return s
}

export const alertKind = kindOf<AlertState>({
  kind: 'alert',
  // 2: an alert knows the area of its incident.
  shape: 2,
  evolve,
  tags: (s) => [`org:${s.orgId}`, ...(s.unitId ? [`unit:${s.unitId}`] : []), ...(s.areaId ? [`area:${s.areaId}`] : [])],
  document: (s) => s,
  retireAt: (s) => (s.clearedAt === null ? null : s.clearedAt + KEEP_CLOSED_MS),
})

/** Step n (1-based) of an order's ladder with its instant, or null past the end. */
export function ladderStep(o: Pick<OrderState, 'ladder' | 'times'>, n: number): AlertStep | null {
  const s = o.ladder[n - 1]
  return s ? { step: n, at: (o.times.issued ?? 0) + s.afterMs, whom: s.whom } : null
}

const occurred = (ctx: Context) => (ctx.occurredAt === undefined ? {} : { occurredAt: ctx.occurredAt })

const escalate = decider<EscalateAlert, AlertCode>({
  type: 'EscalateAlert',
  schema: EscalateAlert,
  urgent: true,
  needs(b, read) {
    const o = read.get<OrderState>('order', b.orderId)
    return [ref('order', b.orderId), ...(o ? [ref('incident', o.incidentId)] : []), ...(o?.alertId ? [ref('alert', o.alertId)] : [])]
  },
  decide(read, b, ctx) {
    const o = read.get<OrderState>('order', b.orderId)
    if (!o) return { rejected: 'unknown-order', detail: { order: b.orderId } }
    const taken = ladderStep(o, b.step)
    if (o.status !== 'issued' || !taken) return { rejected: 'no-longer-true', detail: { status: o.status } }
    // When the step was taken; a job takes it now, a record of the past says when it was.
    const at = ctx.occurredAt ?? ctx.now
    const next = ladderStep(o, b.step + 1)
    const alert = o.alertId ? read.get<AlertState>('alert', o.alertId) : undefined
    const common: Ref[] = [ref('order', o.id), ref('incident', o.incidentId)]
    if (!alert) {
      const alertId = ctx.newId()
      const data: AlertRaised = {
        alertId, type: 'order-not-acknowledged', orderId: o.id, orderNo: o.no, incidentId: o.incidentId, orgId: o.orgId, unitId: o.unitId,
        ...(o.areaId === undefined ? {} : { areaId: o.areaId }),
        priority: o.priority, dueAt: (o.times.issued ?? 0) + o.clocks.ackMs, taken: { ...taken, at }, next,
      }
      return { events: [{ type: 'AlertRaised', v: 1, subjects: [ref('alert', alertId), ...common], data, ...occurred(ctx) }], answer: { alertId } }
    }
    if (alert.acknowledgedAt !== null) return { rejected: 'already-acknowledged' }
    if (alert.taken.some((t) => t.step >= b.step)) return { rejected: 'step-already-taken' }
    const data: AlertEscalated = { alertId: alert.id, orderId: o.id, taken: { ...taken, at }, next }
    return { events: [{ type: 'AlertEscalated', v: 1, subjects: [ref('alert', alert.id), ...common], data, ...occurred(ctx) }] }
  },
})

const acknowledge = decider<AcknowledgeAlert, AlertCode>({
  type: 'AcknowledgeAlert',
  schema: AcknowledgeAlert,
  urgent: true,
  needs(b, read) {
    const a = read.get<AlertState>('alert', b.alertId)
    return [ref('alert', b.alertId), ...(a ? [ref('order', a.orderId), ref('incident', a.incidentId)] : [])]
  },
  decide(read, b, ctx) {
    const a = read.get<AlertState>('alert', b.alertId)
    if (!a) return { rejected: 'unknown-alert', detail: { alert: b.alertId } }
    if (a.clearedAt !== null) return { rejected: 'alert-cleared', detail: { no: a.orderNo } }
    if (a.acknowledgedAt !== null) return { rejected: 'already-acknowledged', detail: { by: a.acknowledgedBy ?? '' } }
    const data = { alertId: a.id, orderId: a.orderId, incidentId: a.incidentId, ...(b.note ? { note: b.note } : {}) }
    return { events: [{ type: 'AlertAcknowledged', v: 1, subjects: [ref('alert', a.id), ref('order', a.orderId), ref('incident', a.incidentId)], data, ...occurred(ctx) }] }
  },
})

export const alertDeciders = [escalate, acknowledge]
