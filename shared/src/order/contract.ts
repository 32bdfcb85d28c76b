import Type from 'typebox'
import { Id, OneOf, Strict, Text } from '../kernel/schema'
import type { Clocks, LadderPost } from './policy'

export const ORDER_STATUSES = ['issued', 'acknowledged', 'en_route', 'on_scene', 'working', 'done', 'declined', 'recalled', 'expired'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const ORDER_ROLES = ['lead', 'assist', 'standby'] as const
export type OrderRole = (typeof ORDER_ROLES)[number]

/** Orders an organisation, or one of its units, to an incident. */
export const IssueOrder = Strict({
  incidentId: Id,
  orgId: Id,
  unitId: Type.Optional(Id),
  /** Default: lead for the first order of an incident, assist afterwards. */
  role: Type.Optional(OneOf(ORDER_ROLES)),
  content: Type.Optional(Text(500)),
  urgent: Type.Optional(Type.Boolean()),
})
export type IssueOrder = Type.Static<typeof IssueOrder>

/** How an answer reached us: from the receiver's own device, or by phone or radio through a desk. */
export const ANSWER_CHANNELS = ['device', 'phone', 'radio', 'record'] as const

export const StepOrder = Strict({ orderId: Id, channel: Type.Optional(OneOf(ANSWER_CHANNELS)) })
export type StepOrder = Type.Static<typeof StepOrder>
export const EndOrder = Strict({ orderId: Id, reason: Type.String({ minLength: 1, maxLength: 200 }), channel: Type.Optional(OneOf(ANSWER_CHANNELS)) })
export type EndOrder = Type.Static<typeof EndOrder>
export const ReportFeedback = Strict({ orderId: Id, text: Type.String({ minLength: 1, maxLength: 1000 }), channel: Type.Optional(OneOf(ANSWER_CHANNELS)) })
export type ReportFeedback = Type.Static<typeof ReportFeedback>

export type OrderCode =
  | 'unknown-incident' | 'incident-closed' | 'incident-not-accepted' | 'unknown-org' | 'org-not-permitted' | 'unknown-unit' | 'unit-not-of-org'
  | 'unit-not-available' | 'org-already-ordered' | 'unknown-order' | 'order-step-not-allowed' | 'no-clock-policy'

/** Clocks frozen into the order when it was issued: a later policy doesn't move a running deadline. */
export type OrderClocks = Pick<Clocks, 'ackMs' | 'turnoutMs' | 'arrivalMs' | 'firstFeedbackMs' | 'progressMs' | 'finishMs'>

/** One step of the acknowledge ladder, counted from the issue. */
export interface OrderLadderStep {
  afterMs: number
  whom: LadderPost
}

export interface OrderState {
  id: string
  /** `<incident no>-<n>`. */
  no: string
  incidentId: string
  orgId: string
  unitId: string | null
  /** Where its incident lay when it was issued. */
  areaId?: string | null
  role: OrderRole
  priority: 1 | 2 | 3 | 4
  urgent: boolean
  content: string
  status: OrderStatus
  /** When each status was entered (source's time where stated). */
  times: Partial<Record<OrderStatus, number>>
  clocks: OrderClocks
  ladder: OrderLadderStep[]
  alertId: string | null
  reason: string | null
  /** The latest feedback; all of them are in the file. */
  feedback: { at: number; text: string } | null
  feedbacks: number
}

