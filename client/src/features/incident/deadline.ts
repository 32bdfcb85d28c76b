import type { AlertState } from '@liandong/shared/alert/contract'
import { ladderStep } from '@liandong/shared/alert/alert'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { isEnded, nextDeadline, type OrderDocument, type OrderStage } from '@liandong/shared/order/order'
import type { LadderPost } from '@liandong/shared/order/policy'

/** Steps of the centre itself that carry a clock; the others are an order's. */
export type CentreStage = 'register' | 'dispatch' | 'review'

/** The clock of an incident that runs out first, and whose it is. Instants are the server's. */
export interface NextDeadline {
  stage: OrderStage | CentreStage
  dueAt: number
  /** Null for the centre's own step. */
  order: OrderDocument | null
}

/** What follows by itself when a deadline has passed. A clock always comes with its consequence. */
export type Consequence =
  | { kind: 'next'; at: number; whom: LadderPost }
  | { kind: 'taken'; at: number; by: string }
  | { kind: 'ended'; whom: LadderPost }
  | { kind: 'none' }

/** The centre's own clock, by the incident's status. */
function centreDeadline(i: IncidentDocument): NextDeadline | null {
  switch (i.status) {
    case 'reported':
      return { stage: 'register', dueAt: i.due.register, order: null }
    case 'accepted':
      return { stage: 'dispatch', dueAt: i.due.dispatch, order: null }
    case 'resolved':
    case 'reviewing':
      return i.due.review === null ? null : { stage: 'review', dueAt: i.due.review, order: null }
    default:
      return null
  }
}

/**
 * The deadline an incident is shown with: an overdue one whose ladder still climbs goes first, because something
 * will happen by itself; otherwise the earliest. Null when nothing runs.
 */
export function incidentDeadline(i: IncidentDocument, orders: readonly OrderDocument[], alerts: ReadonlyMap<string, AlertState>, now: number): NextDeadline | null {
  const all: NextDeadline[] = []
  const own = centreDeadline(i)
  if (own) all.push(own)
  for (const order of orders) {
    const d = isEnded(order) ? null : nextDeadline(order as Parameters<typeof nextDeadline>[0])
    if (d) all.push({ ...d, order })
  }
  const climbs = (d: NextDeadline) => d.dueAt <= now && consequenceOf(d, alerts).kind === 'next'
  all.sort((a, b) => Number(climbs(b)) - Number(climbs(a)) || a.dueAt - b.dueAt)
  return all[0] ?? null
}

/** What happens next at a deadline, from its alert's own next step, or from the order's ladder before the first. */
export function consequenceOf(d: NextDeadline, alerts: ReadonlyMap<string, AlertState>): Consequence {
  if (!d.order || d.stage !== 'ack') return { kind: 'none' }
  const alert = d.order.alertId ? alerts.get(d.order.alertId) : undefined
  if (!alert) {
    const first = ladderStep(d.order, 1)
    return first ? { kind: 'next', at: first.at, whom: first.whom } : { kind: 'none' }
  }
  if (alert.acknowledgedAt !== null) return { kind: 'taken', at: alert.acknowledgedAt, by: alert.acknowledgedBy ?? '' }
  if (alert.next) return { kind: 'next', at: alert.next.at, whom: alert.next.whom }
  const last = alert.taken.at(-1)
  return last ? { kind: 'ended', whom: last.whom } : { kind: 'none' }
}
