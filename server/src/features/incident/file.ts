import type pg from 'pg'
import { KINDS } from '@liandong/shared/areas'
import { maySee, type Viewer } from '@liandong/shared/access/viewer'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import type { OrderState } from '@liandong/shared/order/contract'
import { fetchStates, readFile } from '../../engine/store'

/** Longest file shown at once; a longer one says so. */
const LIMIT = 2000

export interface IncidentFile {
  incident: object
  orders: object[]
  alerts: object[]
  events: Pick<LoggedEvent, 'position' | 'at' | 'occurredAt' | 'type' | 'actor' | 'data'>[]
  truncated: boolean
}

const kinds = new Map(KINDS.map((k) => [k.kind, k]))

/** A state as the viewer may see it, or null. */
function shown(v: Viewer, kind: string, state: unknown): object | null {
  const k = kinds.get(kind)!
  return maySee(v, kind, k.tags(state)) ? k.document(state, v.mask) : null
}

/**
 * Everything the log says of an incident that the viewer may see, with its orders and alerts as they stand; null when there is none
 * for it. Under any mask but the desk's the lines of the file keep what happened and when, and who by post, without the words in it.
 */
export async function readIncidentFile(db: Pick<pg.Pool, 'query'>, id: string, viewer: Viewer): Promise<IncidentFile | null> {
  const state = (await fetchStates(db as pg.Pool, [`incident:${id}`])).get(`incident:${id}`) as IncidentState | undefined
  const incident = state && shown(viewer, 'incident', state)
  if (!state || !incident) return null
  const texts = await readFile(db as pg.Pool, `incident:${id}`, LIMIT + 1)
  const orders = await statesOf<OrderState>(db, 'order', Object.keys(state.orders))
  const alerts = await statesOf<AlertState>(db, 'alert', orders.flatMap((o) => (o.alertId ? [o.alertId] : [])))
  const own = new Set(orders.filter((o) => shown(viewer, 'order', o)).map((o) => o.id))
  const events = texts.slice(0, LIMIT).map((t) => JSON.parse(t) as LoggedEvent).filter((e) => orderOf(e) === undefined || own.has(orderOf(e)!))
  return {
    incident, truncated: texts.length > LIMIT,
    orders: orders.flatMap((o) => shown(viewer, 'order', o) ?? []), alerts: alerts.flatMap((a) => shown(viewer, 'alert', a) ?? []),
    events: events.map(({ position, at, occurredAt, type, actor, data }) => ({
      position, at, type, ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(viewer.mask === 'desk' ? { actor, data } : { actor: { kind: actor.kind, id: actor.post ?? actor.kind, ...(actor.post ? { post: actor.post } : {}) }, data: withoutWords(data) }),
    })),
  }
}

/** The order an event is about, if any. */
const orderOf = (e: LoggedEvent): string | undefined => (e.data as { orderId?: string }).orderId

/** References only: which order, organisation, unit, role. What people wrote stays at the centre. */
const REFERENCES = ['incidentId', 'orderId', 'alertId', 'orgId', 'unitId', 'no', 'role', 'status', 'grade', 'channel', 'taken'] as const
const withoutWords = (data: unknown): object => Object.fromEntries(REFERENCES.flatMap((k) => ((data as Record<string, unknown>)[k] === undefined ? [] : [[k, (data as Record<string, unknown>)[k]]])))

async function statesOf<S>(db: Pick<pg.Pool, 'query'>, kind: string, ids: string[]): Promise<S[]> {
  const found = await fetchStates(db as pg.Pool, ids.map((id) => `${kind}:${id}` as const))
  return [...found.values()].filter((s) => s !== undefined) as S[]
}
