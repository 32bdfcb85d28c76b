import type pg from 'pg'
import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import { fetchStates, readFile } from '../../engine/store'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { OrderState } from '@liandong/shared/order/contract'

/** Longest file shown at once; a longer one says so. */
const LIMIT = 2000

export interface IncidentFile {
  incident: IncidentState
  orders: OrderState[]
  alerts: AlertState[]
  events: Pick<LoggedEvent, 'position' | 'at' | 'occurredAt' | 'type' | 'actor' | 'data'>[]
  truncated: boolean
}

/** Everything the log says of an incident, with its orders and alerts as they stand; null when there is none. */
export async function readIncidentFile(db: Pick<pg.Pool, 'query'>, id: string): Promise<IncidentFile | null> {
  const incident = (await fetchStates(db as pg.Pool, [`incident:${id}`])).get(`incident:${id}`) as IncidentState | undefined
  if (!incident) return null
  const texts = await readFile(db as pg.Pool, `incident:${id}`, LIMIT + 1)
  const events = texts.slice(0, LIMIT).map((t) => JSON.parse(t) as LoggedEvent)
  const orders = await statesOf<OrderState>(db, 'order', Object.keys(incident.orders))
  const alerts = await statesOf<AlertState>(db, 'alert', orders.flatMap((o) => (o.alertId ? [o.alertId] : [])))
  return {
    incident, orders, alerts, truncated: texts.length > LIMIT,
    events: events.map(({ position, at, occurredAt, type, actor, data }) => ({ position, at, type, actor, data, ...(occurredAt === undefined ? {} : { occurredAt }) })),
  }
}

async function statesOf<S>(db: Pick<pg.Pool, 'query'>, kind: string, ids: string[]): Promise<S[]> {
  const found = await fetchStates(db as pg.Pool, ids.map((id) => `${kind}:${id}` as const))
  return [...found.values()].filter((s) => s !== undefined) as S[]
}
