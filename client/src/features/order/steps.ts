import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import type { OrderStatus } from '@liandong/shared/order/contract'

/** One thing that just happened, for the ticker. */
export type Step =
  | { key: string; at: number; kind: 'order'; status: OrderStatus; order: OrderDocument }
  | { key: string; at: number; kind: 'reported'; incident: IncidentDocument }

const TOLD = new Set<OrderStatus>(['acknowledged', 'en_route', 'on_scene', 'done', 'declined'])

/** The latest steps of orders and reports, newest first, at most `n`. Instants are the server's. */
export function latestSteps(orders: Iterable<OrderDocument>, incidents: Iterable<IncidentDocument>, n: number, now: number): Step[] {
  const all: Step[] = []
  for (const order of orders) {
    for (const [status, at] of Object.entries(order.times) as [OrderStatus, number][]) {
      if (TOLD.has(status) && at <= now) all.push({ key: `${order.id}/${status}`, at, kind: 'order', status, order })
    }
  }
  for (const incident of incidents) if (incident.receivedAt <= now) all.push({ key: incident.id, at: incident.receivedAt, kind: 'reported', incident })
  return all.sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1)).slice(0, n)
}
