import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import { effectiveAt } from '@liandong/shared/kernel/decider'
import type { AlertEscalated, AlertRaised } from '@liandong/shared/alert/alert'
import type { OrderIssued } from '@liandong/shared/order/order'
import type { Feature, JobPut } from '../../engine/types'

/** The job that climbs one step of an order's acknowledge ladder. Its id makes a second run harmless. */
const climb = (orderId: string, step: number, due: number): JobPut => ({
  id: `escalate:${orderId}:${step}`, due, type: 'EscalateAlert', body: { orderId, step }, urgent: true,
})

/** Written with the order itself: acknowledged in time, or the ladder begins; each step writes the next. */
function jobs(event: LoggedEvent): JobPut[] {
  switch (event.type) {
    case 'OrderIssued': {
      const d = event.data as OrderIssued
      const first = d.ladder[0]
      return first ? [climb(d.orderId, 1, effectiveAt(event) + first.afterMs)] : []
    }
    case 'AlertRaised':
    case 'AlertEscalated': {
      const d = event.data as AlertRaised | AlertEscalated
      return d.next ? [climb(d.orderId, d.next.step, d.next.at)] : []
    }
    default:
      return []
  }
}

export const orderFeature: Feature = { name: 'order', jobs }
