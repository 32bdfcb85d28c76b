import Type from 'typebox'
import { Id, Strict, Text } from '../kernel/schema'
import type { LadderPost } from '../order/policy'

/** What an alert is about. The first: an order nobody acknowledged in time. */
export const ALERT_TYPES = ['order-not-acknowledged'] as const
export type AlertType = (typeof ALERT_TYPES)[number]

/** Fires from a job at each step of the ladder; refused when it is no longer true. */
export const EscalateAlert = Strict({ orderId: Id, step: Type.Integer({ minimum: 1, maximum: 8 }) })
export type EscalateAlert = Type.Static<typeof EscalateAlert>

/** "I'm on it": stops the ladder for everyone. It doesn't clear the alert; only the cause does. */
export const AcknowledgeAlert = Strict({ alertId: Id, note: Type.Optional(Text(200)) })
export type AcknowledgeAlert = Type.Static<typeof AcknowledgeAlert>

export type AlertCode = 'unknown-alert' | 'already-acknowledged' | 'alert-cleared' | 'unknown-order' | 'no-longer-true' | 'step-already-taken'

export interface AlertStep {
  step: number
  at: number
  whom: LadderPost
}

/** Raised, acknowledged and cleared are three facts (OPC UA Part 9 / ISA-18.2), not one status. */
export interface AlertState {
  id: string
  type: AlertType
  orderId: string
  orderNo: string
  incidentId: string
  orgId: string
  unitId: string | null
  /** Where its incident lies; absent in the oldest logs. */
  areaId?: string | null
  priority: 1 | 2 | 3 | 4
  /** When the clock it climbs ran out. */
  dueAt: number
  raisedAt: number
  taken: AlertStep[]
  /** What comes next if nobody acts; null when the ladder has ended or stopped. */
  next: AlertStep | null
  acknowledgedAt: number | null
  acknowledgedBy: string | null
  clearedAt: number | null
  /** The event that cleared it. */
  clearedBy: string | null
}

/** Whether it still waits for somebody. */
export const isWaiting = (a: Pick<AlertState, 'acknowledgedAt' | 'clearedAt'>): boolean => a.acknowledgedAt === null && a.clearedAt === null
