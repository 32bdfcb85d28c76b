import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AlertState } from '@liandong/shared/alert/contract'
import { silentLog } from '../platform/log'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import type { Engine } from './engine'
import { Jobs } from './jobs'
import { engineMigrations } from './schema'
import { acceptedIncident, engineOn, got, NOON, said, seedRecords } from './testing/bench'
import type { EngineClock } from './types'

/** A clock moved by hand whose callbacks fire when asked; the database's own clock is mapped onto it. */
function handClock() {
  let now = NOON
  const waiting = new Set<() => void>()
  const clock: EngineClock = {
    now: () => now,
    // Rate 0 would divide; a tiny one makes the database's clock stand still beside ours.
    mapping: () => ({ origin: now, anchorReal: Date.now(), rate: 1e-6 }),
    afterReal(_ms, fn) { waiting.add(fn); return () => waiting.delete(fn) },
  }
  return { clock, to: (t: number) => (now = t) }
}

let db: Database
let engine: Engine
let jobs: Jobs
const hand = handClock()
const troubles: unknown[] = []

const open = async (seed: number) => {
  engine = engineOn(db, hand.clock, seed)
  await engine.open()
  jobs = new Jobs({ pool: db.pool, engine, clock: hand.clock, log: silentLog(), trouble: (t) => troubles.push(t) })
}
/** Fires what is due now and waits for it. */
const fire = () => (jobs as unknown as { fire(): Promise<void> }).fire()
const alerts = () => [...engine.memory.all<AlertState>('alert')]

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  await open(1)
  await seedRecords(engine)
})
beforeEach(() => hand.to(NOON))
afterEach(async () => {
  await db.pool.query('delete from job')
  for (const a of alerts()) await engine.submit(said('RecallOrder', { orderId: a.orderId, reason: '试毕' }))
})
afterAll(async () => {
  await jobs.stop()
  await engine.stop()
  await db.stop()
})

async function ordered(): Promise<string> {
  const incidentId = await acceptedIncident(engine)
  return got(await engine.submit(said('IssueOrder', { incidentId, orgId: 'fire' })), 'orderId')
}

describe('the acknowledge ladder of a P1 order', () => {
  it('raises at 60 s, and climbs at 180 s and 300 s, naming whom each time', async () => {
    const orderId = await ordered()
    hand.to(NOON + 59_999)
    await fire()
    expect(alerts().filter((a) => a.orderId === orderId)).toEqual([])
    hand.to(NOON + 60_000)
    await fire()
    const [raised] = alerts().filter((a) => a.orderId === orderId)
    expect(raised).toMatchObject({ priority: 1, next: { step: 2, at: NOON + 180_000, whom: 'orgLeader' }, taken: [{ step: 1, whom: 'orgDuty' }] })
    hand.to(NOON + 180_000)
    await fire()
    hand.to(NOON + 300_000)
    await fire()
    expect(alerts().find((a) => a.orderId === orderId)).toMatchObject({ next: null, taken: [{ step: 1 }, { step: 2 }, { step: 3, whom: 'commander' }] })
  })

  it('never fires for an order that was acknowledged in time', async () => {
    const orderId = await ordered()
    await engine.submit(said('AcknowledgeOrder', { orderId }))
    hand.to(NOON + 400_000)
    await fire()
    expect(alerts().filter((a) => a.orderId === orderId)).toEqual([])
    expect((await db.pool.query('select 1 from job where type = $1', ['EscalateAlert'])).rowCount).toBe(0)
  })

  it('stops climbing once somebody acknowledged the alert, and clears when the order is answered', async () => {
    const orderId = await ordered()
    hand.to(NOON + 60_000)
    await fire()
    const alert = alerts().find((a) => a.orderId === orderId)!
    await engine.submit(said('AcknowledgeAlert', { alertId: alert.id }))
    hand.to(NOON + 200_000)
    await fire()
    const stopped = alerts().find((a) => a.id === alert.id)!
    expect(stopped).toMatchObject({ next: null, clearedAt: null, acknowledgedBy: 'dutyOfficer' })
    expect(stopped.taken).toHaveLength(1)
    await engine.submit(said('AcknowledgeOrder', { orderId }))
    expect(alerts().find((a) => a.id === alert.id)).toMatchObject({ clearedBy: 'OrderAcknowledged' })
  })

  it('fires after a restart', async () => {
    const orderId = await ordered()
    await jobs.stop()
    await engine.stop()
    await open(2)
    hand.to(NOON + 60_000)
    await fire()
    expect(alerts().filter((a) => a.orderId === orderId)).toHaveLength(1)
  })

  it('has one effect when the same job is run twice', async () => {
    const orderId = await ordered()
    hand.to(NOON + 60_000)
    const row = (await db.pool.query('select * from job')).rows[0] as { id: string; type: string; body: string; due: number; urgent: boolean }
    await fire()
    await db.pool.query('insert into job (id, due, urgent, type, body) values ($1, $2, $3, $4, $5)', [row.id, row.due, row.urgent, row.type, row.body])
    await fire()
    const alert = alerts().find((a) => a.orderId === orderId)!
    expect(alert.taken).toHaveLength(1)
    expect((await db.pool.query('select 1 from job where id = $1', [row.id])).rowCount).toBe(0)
  })

  it('is claimed by one of two runners', async () => {
    await ordered()
    hand.to(NOON + 60_000)
    const second = new Jobs({ pool: db.pool, engine, clock: hand.clock, log: silentLog(), trouble: () => undefined })
    const before = engine.position
    await Promise.all([fire(), (second as unknown as { fire(): Promise<void> }).fire()])
    expect(engine.position).toBe(before + 1)
    await second.stop()
  })
})

describe('a job whose runner', () => {
  const wait = async () => Number((await db.pool.query<{ ms: number }>('select extract(epoch from leased_until - now())::float8 * 1000 as ms from job')).rows[0]?.ms)
  const lapse = () => db.pool.query("update job set leased_until = leased_until - interval '1 second'")
  const raised = (orderId: string) => alerts().filter((a) => a.orderId === orderId)

  it('died right after the claim is another’s within a second', async () => {
    const orderId = await ordered()
    hand.to(NOON + 60_000)
    await (jobs as unknown as { claim(now: number): Promise<unknown[]> }).claim(NOON + 60_000)
    expect(await wait()).toBeLessThanOrEqual(1000)
    await fire()
    expect(raised(orderId)).toEqual([])
    await lapse()
    await fire()
    expect(raised(orderId)).toHaveLength(1)
  })

  it('met a fault is tried again after a second, and more slowly when it goes on', async () => {
    const orderId = await ordered()
    hand.to(NOON + 60_000)
    engine.beforeCommit = () => Promise.reject(new Error('no room'))
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      await fire()
      waits.push(await wait())
      await db.pool.query("update job set leased_until = '-infinity'")
    }
    engine.beforeCommit = null
    expect(waits[0]).toBeLessThanOrEqual(1000)
    expect(waits[3]).toBeGreaterThan(5000)
    expect(waits[6]).toBeLessThanOrEqual(30_000)
    expect(troubles).toContainEqual(expect.objectContaining({ kind: 'job-fails', attempts: 7 }))
    await fire()
    expect(raised(orderId)).toHaveLength(1)
  })

  it('claimed it before the database’s clock was set back is not waited for', async () => {
    const orderId = await ordered()
    hand.to(NOON + 60_000)
    await db.pool.query("update job set leased_until = now() + interval '1 hour'")
    await fire()
    expect(raised(orderId)).toHaveLength(1)
  })
})

describe('the wait for the next job', () => {
  it('counts one that is written while the database is asked for the next', async () => {
    const parts = jobs as unknown as { nextDue: number; parts: { pool: { query(...a: unknown[]): Promise<unknown> } } }
    const pool = parts.parts.pool
    let orderId = ''
    parts.parts.pool = Object.create(pool, { query: { value: async (text: string, values: unknown[]) => {
      const answer = await pool.query(text, values)
      if (/min\(due\)/.test(text)) orderId = await ordered()
      return answer
    } } }) as typeof pool
    await fire()
    parts.parts.pool = pool
    expect(orderId).not.toBe('')
    expect(parts.nextDue).toBe(NOON + 60_000)
  })
})

describe('while nothing can be recorded', () => {
  it('a due job keeps waiting unclaimed, and fires as soon as it can', async () => {
    const orderId = await ordered()
    hand.to(NOON + 61_000)
    engine.outage.begin('disk-full')
    await fire()
    expect((await db.pool.query<{ attempts: number }>('select attempts from job where type = $1', ['EscalateAlert'])).rows).toEqual([{ attempts: 0 }])
    await engine.outage.look()
    await fire()
    expect(alerts().some((a) => a.orderId === orderId)).toBe(true)
  })
})
