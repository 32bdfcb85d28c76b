import { effectiveAt, kindOf, type LoggedEvent, type Mask } from '../kernel/decider'
import { KEEP_CLOSED_MS } from '../incident/incident'
import type { OrderClocks, OrderLadderStep, OrderRole, OrderState, OrderStatus } from './contract'

/**
 * Allowed next states (domain §1.2). Forward steps may be skipped, because reality does: a crew that radios
 * "on scene" first has also acknowledged. Never backwards.
 */
export const ORDER_NEXT: Record<OrderStatus, readonly OrderStatus[]> = {
  issued: ['acknowledged', 'declined', 'en_route', 'on_scene', 'recalled', 'expired'],
  acknowledged: ['en_route', 'on_scene', 'declined', 'recalled', 'expired'],
  en_route: ['on_scene', 'recalled', 'expired'],
  on_scene: ['working', 'done', 'recalled'],
  working: ['done', 'recalled'],
  done: [],
  declined: [],
  recalled: [],
  expired: [],
}

const ENDED = new Set<OrderStatus>(['done', 'declined', 'recalled', 'expired'])
export const isEnded = (o: { status: OrderStatus }): boolean => ENDED.has(o.status)

/** The steps that carry a clock, in the order they run. */
export const ORDER_STAGES = ['ack', 'turnout', 'arrival', 'firstFeedback', 'progress', 'finish'] as const
export type OrderStage = (typeof ORDER_STAGES)[number]

export interface Deadline {
  stage: OrderStage
  dueAt: number
}

/**
 * The clock that runs now, or null when the order has ended. Acknowledge and arrival count from the issue,
 * turnout from the acknowledgement, first feedback from the arrival, progress from the last feedback
 * (domain §1.4); the finish clock takes over once it is the nearer one.
 */
export function nextDeadline(o: Pick<OrderState, 'status' | 'times' | 'clocks' | 'feedback'>): Deadline | null {
  const issued = o.times.issued ?? 0
  const finish: Deadline = { stage: 'finish', dueAt: issued + o.clocks.finishMs }
  const nearer = (d: Deadline) => (d.dueAt <= finish.dueAt ? d : finish)
  switch (o.status) {
    case 'issued':
      return { stage: 'ack', dueAt: issued + o.clocks.ackMs }
    case 'acknowledged':
      return { stage: 'turnout', dueAt: (o.times.acknowledged ?? issued) + o.clocks.turnoutMs }
    case 'en_route':
      return { stage: 'arrival', dueAt: issued + o.clocks.arrivalMs }
    case 'on_scene':
      return nearer({ stage: 'firstFeedback', dueAt: (o.times.on_scene ?? issued) + o.clocks.firstFeedbackMs })
    case 'working':
      return nearer({ stage: 'progress', dueAt: (o.feedback?.at ?? o.times.working ?? issued) + o.clocks.progressMs })
    case 'done':
    case 'declined':
    case 'recalled':
    case 'expired':
      return null
  }
}

export interface OrderIssued {
  orderId: string
  incidentId: string
  no: string
  orgId: string
  unitId: string | null
  /** Where its incident lies, so that the township sees who comes; absent in the oldest logs. */
  areaId?: string | null
  role: OrderRole
  priority: 1 | 2 | 3 | 4
  urgent: boolean
  content: string
  clocks: OrderClocks
  ladder: OrderLadderStep[]
}

const STATUS_BY_EVENT: Record<string, OrderStatus> = {
  OrderAcknowledged: 'acknowledged', OrderDeclined: 'declined', OrderEnRoute: 'en_route', OrderOnScene: 'on_scene',
  OrderWorking: 'working', OrderDone: 'done', OrderRecalled: 'recalled', OrderExpired: 'expired',
}

function evolve(s: OrderState | undefined, e: LoggedEvent, id: string): OrderState | undefined {
  const at = effectiveAt(e)
  if (e.type === 'OrderIssued') {
    const { orderId: _id, ...d } = e.data as OrderIssued
    return { ...d, id, status: 'issued', times: { issued: at }, alertId: null, reason: null, feedback: null, feedbacks: 0 }
  }
  if (!s) return s
  if (e.type === 'AlertRaised') return { ...s, alertId: (e.data as { alertId: string }).alertId }
  if (e.type === 'OrderFeedback') return { ...s, feedback: { at, text: (e.data as { text: string }).text }, feedbacks: s.feedbacks + 1 }
  const status = STATUS_BY_EVENT[e.type]
  if (!status) return s
  const reason = (e.data as { reason?: string }).reason ?? s.reason
  return { ...s, status, reason, times: { ...s.times, [status]: at } }
}

function document(s: OrderState, mask: Mask): object {
  if (mask !== 'wall') return s
  const { content: _content, feedback, reason: _reason, ...wall } = s
  return { ...wall, feedback: feedback && { at: feedback.at } }
}

/** What a wall is shown of an order; a desk also gets the words. */
export type OrderDocument = Omit<OrderState, 'content' | 'reason' | 'feedback'> & { content?: string; reason?: string | null; feedback: { at: number; text?: string } | null }

export const orderKind = kindOf<OrderState>({
  kind: 'order',
  // 2: an order knows the area of its incident.
  shape: 2,
  evolve,
  tags: (s) => [`org:${s.orgId}`, ...(s.unitId ? [`unit:${s.unitId}`] : []), ...(s.areaId ? [`area:${s.areaId}`] : [])],
  document,
  retireAt(s) {
    const ended = isEnded(s) ? s.times[s.status] : undefined
    return ended === undefined ? null : ended + KEEP_CLOSED_MS
  },
})
