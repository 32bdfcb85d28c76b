import { isWaiting, type AlertState } from '@liandong/shared/alert/contract'
import { isOpen, type IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { consequenceOf, incidentDeadline, type Consequence, type NextDeadline } from './deadline'

/** One line of the live list. */
export interface IncidentRow {
  id: string
  incident: IncidentDocument
  /** Orders that still count: neither declined, recalled nor expired. */
  ordered: number
  onScene: number
  deadline: NextDeadline | null
  overdue: boolean
  /** Overdue only: what follows by itself. */
  consequence: Consequence | null
  /** Solid means it waits for us; outline means it is in hand and on time. */
  solid: boolean
}

const COUNTS = new Set(['issued', 'acknowledged', 'en_route', 'on_scene', 'working', 'done'])
const THERE = new Set(['on_scene', 'working', 'done'])

function rowOf(i: IncidentDocument, orders: readonly OrderDocument[], alerts: ReadonlyMap<string, AlertState>, now: number): IncidentRow {
  const deadline = incidentDeadline(i, orders, alerts, now)
  const overdue = deadline !== null && deadline.dueAt <= now
  const escalating = orders.some((o) => o.alertId !== null && isWaitingAlert(alerts.get(o.alertId)))
  return {
    id: i.id, incident: i,
    ordered: orders.filter((o) => COUNTS.has(o.status)).length,
    onScene: orders.filter((o) => THERE.has(o.status)).length,
    deadline, overdue,
    consequence: overdue ? consequenceOf(deadline, alerts) : null,
    solid: i.priority === 1 || i.status === 'reported' || overdue || escalating,
  }
}

const isWaitingAlert = (a: AlertState | undefined) => a !== undefined && isWaiting(a)

/**
 * Whether a row carries a second line: something follows by itself, or positions are old. A passed deadline
 * without a next step keeps one line; the list says once, at its end, what the missing sentence means.
 */
export const needsSecondLine = (row: Pick<IncidentRow, 'consequence'>, stale: boolean): boolean =>
  stale || (row.consequence !== null && row.consequence.kind !== 'none')

/** Level first, then the next deadline, then the older report; ids last, so that the order is total. */
export function byUrgency(a: IncidentRow, b: IncidentRow): number {
  const due = (r: IncidentRow) => r.deadline?.dueAt ?? Number.MAX_SAFE_INTEGER
  return a.incident.priority - b.incident.priority || due(a) - due(b)
    || a.incident.receivedAt - b.incident.receivedAt || (a.id < b.id ? -1 : 1)
}

/** The open incidents as lines, most urgent first, at a server instant. */
export function incidentRows(
  incidents: Iterable<IncidentDocument>, orders: Iterable<OrderDocument>, alerts: ReadonlyMap<string, AlertState>, now: number,
): IncidentRow[] {
  const byIncident = new Map<string, OrderDocument[]>()
  for (const o of orders) {
    const list = byIncident.get(o.incidentId)
    if (list) list.push(o)
    else byIncident.set(o.incidentId, [o])
  }
  const rows: IncidentRow[] = []
  for (const i of incidents) if (isOpen(i)) rows.push(rowOf(i, byIncident.get(i.id) ?? [], alerts, now))
  return rows.sort(byUrgency)
}

/**
 * Keeps the order of a list while a hand is near: known rows stay where they are, new ones come behind,
 * gone ones leave. With `still` false the new order holds.
 */
export function settle(before: readonly string[], rows: readonly IncidentRow[], still: boolean): IncidentRow[] {
  if (!still) return [...rows]
  const byId = new Map(rows.map((r) => [r.id, r]))
  const kept = before.flatMap((id) => byId.get(id) ?? [])
  const known = new Set(before)
  return [...kept, ...rows.filter((r) => !known.has(r.id))]
}
