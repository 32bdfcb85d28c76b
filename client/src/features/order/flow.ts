import { isEnded, nextDeadline, type OrderDocument } from '@liandong/shared/order/order'
import type { OrderStatus } from '@liandong/shared/order/contract'

/** The states an order passes while it is open, in the order of the flow. */
export const FLOW = ['issued', 'acknowledged', 'en_route', 'on_scene', 'working'] as const satisfies readonly OrderStatus[]
export type FlowStatus = (typeof FLOW)[number]

export interface FlowCount {
  status: FlowStatus
  count: number
  /** Of these, how many are past the deadline that runs now. */
  overdue: number
}

/** Open orders by state at a server instant. */
export function flowOf(orders: Iterable<OrderDocument>, now: number): FlowCount[] {
  const counts = new Map<OrderStatus, FlowCount>(FLOW.map((status) => [status, { status, count: 0, overdue: 0 }]))
  for (const o of orders) {
    const c = counts.get(o.status)
    if (!c) continue
    c.count++
    const d = nextDeadline(o as Parameters<typeof nextDeadline>[0])
    if (d && d.dueAt <= now) c.overdue++
  }
  return [...counts.values()]
}

/** How the orders of the last hours were answered: shares always come with their base. */
export interface Punctuality {
  /** Orders acknowledged, or past the clock that asks for it. */
  due: number
  acknowledgedInTime: number
  /** Issue to on scene in ms, 90th percentile (nearest rank); null when nobody arrived. */
  arrivalP90: number | null
  arrivals: number
}

/** Over the orders in the mirror (open ones and those ended within twelve hours). */
export function punctualityOf(orders: Iterable<OrderDocument>, now: number): Punctuality {
  let due = 0
  let inTime = 0
  const arrivals: number[] = []
  for (const o of orders) {
    const issued = o.times.issued
    if (issued === undefined) continue
    const answered = o.times.acknowledged ?? o.times.en_route ?? o.times.on_scene
    if (answered !== undefined || (!isEnded(o) && now > issued + o.clocks.ackMs)) {
      due++
      if (answered !== undefined && answered - issued <= o.clocks.ackMs) inTime++
    }
    if (o.times.on_scene !== undefined) arrivals.push(o.times.on_scene - issued)
  }
  arrivals.sort((a, b) => a - b)
  return { due, acknowledgedInTime: inTime, arrivals: arrivals.length, arrivalP90: arrivals[Math.ceil(arrivals.length * 0.9) - 1] ?? null }
}
