import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { migrate } from '../../platform/migrate'
import { phaseFollower, phaseMigrations, readPhases } from './phases'

const T0 = Date.UTC(2026, 10, 23, 8)
const MINUTE = 60_000
let db: Database
beforeAll(async () => {
  db = await freshDatabase()
  await migrate(db.pool, phaseMigrations)
})
afterAll(() => db.stop())
beforeEach(() => db.pool.query('truncate order_phase, incident_received'))

let position = 0
const event = (type: string, minute: number, data: object): LoggedEvent =>
  ({ position: ++position, at: T0 + minute * MINUTE, type, v: 1, subjects: [], data, actor: { kind: 'system', id: 'test' }, commandId: `c${position}` })

/** Two orders of one incident; the second is answered twice, as after a rework, and the later answer counts. */
const events = [
  event('IncidentReported', 0, { incidentId: 'i1' }),
  event('OrderIssued', 2, { orderId: 'o1', incidentId: 'i1', priority: 1 }), event('OrderAcknowledged', 3, { orderId: 'o1' }),
  event('OrderIssued', 4, { orderId: 'o2', incidentId: 'i1', priority: 1 }), event('OrderAcknowledged', 5, { orderId: 'o2' }), event('OrderAcknowledged', 7, { orderId: 'o2' }),
  event('OrderEnRoute', 8, { orderId: 'o1' }), event('OrderOnScene', 18, { orderId: 'o1' }), event('OrderDone', 48, { orderId: 'o1' }),
  // An order of before the log's first report, and a step of an order nobody issued.
  event('OrderIssued', 9, { orderId: 'o3', incidentId: 'i0', priority: 2 }), event('OrderDone', 9, { orderId: 'o9' }),
]

const follow = async (page: LoggedEvent[]) => {
  const client = await db.pool.connect()
  await phaseFollower.apply(page, client).finally(() => client.release())
}
const rows = async () => (await db.pool.query('select * from order_phase order by order_id')).rows as Record<string, unknown>[]

it('notes when each step of each order happened', async () => {
  await follow(events)
  const at = (minute: number) => T0 + minute * MINUTE
  const none = { acknowledged: null, en_route: null, on_scene: null, done: null }
  expect(await rows()).toEqual([
    { order_id: 'o1', incident_id: 'i1', priority: 1, received: at(0), issued: at(2), acknowledged: at(3), en_route: at(8), on_scene: at(18), done: at(48) },
    { order_id: 'o2', incident_id: 'i1', priority: 1, received: at(0), issued: at(4), ...none, acknowledged: at(7) },
    { order_id: 'o3', incident_id: 'i0', priority: 2, received: null, issued: at(9), ...none },
  ])
  expect((await readPhases(db.pool, T0, at(60))).issuedToAcknowledged).toEqual({ n: 2, p50Min: 2, p90Min: 2.8 })
})

it('comes to the same wherever a page of the log ends', async () => {
  await follow(events)
  const whole = await rows()
  for (let cut = 1; cut < events.length; cut++) {
    await db.pool.query('truncate order_phase, incident_received')
    await follow(events.slice(0, cut))
    await follow(events.slice(cut))
    expect(await rows(), `cut after ${cut}`).toEqual(whole)
  }
})
