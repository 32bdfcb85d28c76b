import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { isOpen } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { nextDeadline, type OrderStage } from '@liandong/shared/order/order'

/** What runs out next: one of the centre's own steps, or a stage of the incident's nearest order. */
export interface QueueDeadline {
  of: 'register' | 'dispatch' | 'review' | OrderStage
  /** The order whose clock it is; null for the centre's own. */
  orderId: string | null
  /** UTC ms. */
  dueAt: number
}

/** The deadline that an open incident reaches first, or null when nothing runs. */
export function incidentDeadline(i: IncidentDocument, orders: ReadonlyMap<string, OrderDocument>): QueueDeadline | null {
  if (i.status === 'reported') return { of: 'register', orderId: null, dueAt: i.due.register }
  if (i.status === 'accepted') return { of: 'dispatch', orderId: null, dueAt: i.due.dispatch }
  if (i.status === 'resolved' || i.status === 'reviewing') return i.due.review === null ? null : { of: 'review', orderId: null, dueAt: i.due.review }
  let first: QueueDeadline | null = null
  for (const id of Object.keys(i.orders)) {
    const o = orders.get(id)
    const d = o && nextDeadline({ ...o, feedback: o.feedback && { at: o.feedback.at, text: o.feedback.text ?? '' } })
    if (d && (!first || d.dueAt < first.dueAt)) first = { of: d.stage, orderId: id, dueAt: d.dueAt }
  }
  return first
}

export interface QueueRow {
  id: string
  incident: IncidentDocument
  deadline: QueueDeadline | null
}

/** Open incidents, worst level first, then the nearest deadline, then the older one. */
export function queueRows(incidents: Iterable<IncidentDocument>, orders: ReadonlyMap<string, OrderDocument>): QueueRow[] {
  const rows: QueueRow[] = []
  for (const i of incidents) if (isOpen(i)) rows.push({ id: i.id, incident: i, deadline: incidentDeadline(i, orders) })
  return rows.sort((a, b) =>
    a.incident.priority - b.incident.priority
    || (a.deadline?.dueAt ?? Infinity) - (b.deadline?.dueAt ?? Infinity)
    || a.incident.receivedAt - b.incident.receivedAt
    || (a.id < b.id ? -1 : 1))
}

/**
 * The order to show. While a hand is at work rows keep their places: what ended leaves, what is new joins at
 * the end; once the hand rests the sorted order is taken over.
 */
export function heldOrder(shown: readonly string[], sorted: readonly string[], handAtWork: boolean): readonly string[] {
  if (!handAtWork) return sorted
  const wanted = new Set(sorted)
  const kept = shown.filter((id) => wanted.has(id))
  const known = new Set(kept)
  return [...kept, ...sorted.filter((id) => !known.has(id))]
}

/** Whether the mark fills: it waits for us (not yet accepted, or its deadline has passed), or it is a P1. */
export const waitsForUs = (row: QueueRow, now: number): boolean =>
  row.incident.priority === 1 || row.incident.status === 'reported' || (row.deadline !== null && row.deadline.dueAt < now)
