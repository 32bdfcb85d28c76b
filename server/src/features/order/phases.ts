import type pg from 'pg'
import { effectiveAt, type LoggedEvent } from '@liandong/shared/kernel/decider'
import type { Follower } from '../../engine/followers'

export const phaseMigrations = [{
  name: 'phases-001',
  sql: `
create table order_phase (
  order_id text primary key,
  incident_id text not null,
  priority integer not null,
  received bigint,
  issued bigint,
  acknowledged bigint,
  en_route bigint,
  on_scene bigint,
  done bigint
);
create index order_phase_issued on order_phase (issued);
create table incident_received (incident_id text primary key, received bigint not null);`,
}]

const COLUMN: Record<string, string> = {
  OrderAcknowledged: 'acknowledged', OrderEnRoute: 'en_route', OrderOnScene: 'on_scene', OrderDone: 'done',
}

/** When each step of each order happened, for response times: P50 and P90, never only a mean (domain §1.4). */
export const phaseFollower: Follower = {
  name: 'phases',
  shape: 1,
  async reset(db) {
    await db.query('truncate order_phase, incident_received')
  },
  async apply(events, db) {
    await received(db, events.filter((e) => e.type === 'IncidentReported'))
    await issued(db, events.filter((e) => e.type === 'OrderIssued'))
    for (const [type, column] of Object.entries(COLUMN)) await stepped(db, column, events.filter((e) => e.type === type))
  },
}

/** One statement for all events of a kind: one each made a million events a matter of minutes. */
async function received(db: pg.ClientBase, events: LoggedEvent[]): Promise<void> {
  if (events.length === 0) return
  await db.query('insert into incident_received select * from unnest($1::text[], $2::bigint[]) on conflict do nothing', [events.map((e) => (e.data as { incidentId: string }).incidentId), events.map(effectiveAt)])
}

async function issued(db: pg.ClientBase, events: LoggedEvent[]): Promise<void> {
  if (events.length === 0) return
  const of = events.map((e) => e.data as { orderId: string; incidentId: string; priority: number })
  await db.query(
    `insert into order_phase (order_id, incident_id, priority, received, issued)
     select o.id, o.incident, o.priority, r.received, o.issued
     from unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) as o(id, incident, priority, issued) left join incident_received r on r.incident_id = o.incident
     on conflict do nothing`,
    [of.map((d) => d.orderId), of.map((d) => d.incidentId), of.map((d) => d.priority), events.map(effectiveAt)],
  )
}

/** Where an order has taken a step twice the later one counts. */
async function stepped(db: pg.ClientBase, column: string, events: LoggedEvent[]): Promise<void> {
  if (events.length === 0) return
  const last = new Map(events.map((e) => [(e.data as { orderId: string }).orderId, effectiveAt(e)]))
  await db.query(
    `update order_phase p set ${column} = s.at from unnest($1::text[], $2::bigint[]) as s(id, at) where p.order_id = s.id`,
    [[...last.keys()], [...last.values()]],
  )
}

export interface PhaseFigure {
  n: number
  p50Min: number | null
  p90Min: number | null
}

/** Percentiles of each phase in minutes, over orders issued in a span of instants. */
export async function readPhases(db: Pick<pg.Pool, 'query'>, from: number, to: number): Promise<Record<string, PhaseFigure>> {
  const spans: Record<string, [string, string]> = {
    receivedToIssued: ['received', 'issued'], issuedToAcknowledged: ['issued', 'acknowledged'],
    issuedToEnRoute: ['issued', 'en_route'], enRouteToOnScene: ['en_route', 'on_scene'], receivedToOnScene: ['received', 'on_scene'], onSceneToDone: ['on_scene', 'done'],
  }
  const out: Record<string, PhaseFigure> = {}
  for (const [name, [a, b]] of Object.entries(spans)) {
    const r = await db.query<{ n: number; p50: number | null; p90: number | null }>(
      `select count(*)::int as n, percentile_cont(0.5) within group (order by (${b} - ${a}) / 60000.0) as p50,
              percentile_cont(0.9) within group (order by (${b} - ${a}) / 60000.0) as p90
       from order_phase where ${a} is not null and ${b} is not null and issued between $1 and $2`, [from, to])
    const row = r.rows[0]
    out[name] = { n: row?.n ?? 0, p50Min: row?.p50 ?? null, p90Min: row?.p90 ?? null }
  }
  return out
}
