import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type pg from 'pg'
import { KINDS } from '@liandong/shared/areas'
import type { IncidentDayState } from '@liandong/shared/incident/incidentDay'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import type { Engine } from './engine'
import { verifyRebuild } from './rebuild'
import { engineMigrations } from './schema'
import { acceptedIncident, engineOn, got, NOON, said, seedRecords, stillClock } from './testing/bench'

let db: Database
let engine: Engine
const clock = stillClock(NOON)
const kinds = new Map(KINDS.map((k) => [k.kind, k]))
const report = (placeText: string, occurredAt?: number) =>
  said('ReportIncident', { kindId: 'dispute', placeText, source: '110' }, occurredAt === undefined ? {} : { occurredAt })

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  engine = engineOn(db, clock)
  await engine.open()
  await seedRecords(engine)
})
afterAll(async () => {
  await engine.stop()
  await db.stop()
})

/** The stored states are what the log says. */
async function expectWhole(): Promise<void> {
  const second = await freshDatabase(engineMigrations)
  expect(await verifyRebuild(db.pool, second.pool, kinds)).toMatchObject({ chain: null, differing: [] })
  await second.stop()
}

describe('a resent command', () => {
  it('that could not be done twice is told, after a restart, that it was done', async () => {
    const incidentId = await acceptedIncident(engine)
    const issue = said('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u1' })
    const issued = await engine.submit(issue)
    const acknowledge = said('AcknowledgeOrder', { orderId: got(issued, 'orderId') })
    const acknowledged = await engine.submit(acknowledge)
    const restarted = engineOn(db, clock, 2)
    await restarted.open()
    expect(await restarted.submit(issue)).toEqual({ ...issued, replayed: true })
    expect(await restarted.submit(acknowledge)).toEqual({ ...acknowledged, replayed: true })
    expect(await restarted.submit({ ...issue, body: { incidentId, orgId: 'fire' } })).toMatchObject({ rejected: 'command-id-reused' })
    await restarted.stop()
  })
})

describe('a command with a time to live', () => {
  it('that was done in time is told so however late it is resent', async () => {
    const c = { ...report('限时'), madeAt: NOON, ttlMs: 60_000 }
    const done = await engine.submit(c)
    const restarted = engineOn(db, clock, 5)
    await restarted.open()
    clock.advance(120_000)
    expect(await engine.submit(c)).toEqual({ ...done, replayed: true })
    expect(await restarted.submit(c)).toEqual({ ...done, replayed: true })
    expect(await restarted.submit({ ...report('过时'), madeAt: NOON, ttlMs: 60_000 })).toMatchObject({ rejected: 'command-expired' })
    clock.advance(-120_000)
    await restarted.stop()
  })
})

describe('the queue', () => {
  it('takes a command that arrives in whatever turn the queue runs dry', async () => {
    for (let turns = 0; turns < 12; turns++) {
      await engine.submit(report(`先 ${turns}`))
      for (let i = 0; i < turns; i++) await null
      await engine.submit(report(`后 ${turns}`))
      await new Promise((r) => setImmediate(r))
    }
  })
})

describe('a lost connection', () => {
  it('is replaced, however often, and leaves none of the pool’s places taken', async () => {
    for (let i = 0; i < 12; i++) {
      await engine.submit(report(`连接 ${i}`))
      const pid = (await db.pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%with moved as%'`)).rows[0]!.pid
      await db.pool.query('select pg_terminate_backend($1)', [pid])
      while ((await db.pool.query('select 1 from pg_stat_activity where pid = $1', [pid])).rowCount) await null
    }
    expect(await engine.submit(report('最后'))).toMatchObject({ ok: true })
    await expectWhole()
  })
})

describe('a second node', () => {
  const DAY_MS = 86_400_000
  const dayOfOld = (e: Engine) => e.read.get<IncidentDayState>('incidentDay', '20261117')?.reported

  it('that opens while another writes folds nothing twice', async () => {
    let between = true
    const pool = new Proxy(db.pool, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (name !== 'query' && name !== 'connect') return value.bind(target) as unknown
        return async (...args: unknown[]) => {
          const out: unknown = await value.apply(target, args)
          // The head is read, the states are not: now the other node commits.
          if (between && String(args[0]).includes('from head')) {
            between = false
            await engine.submit(report('正当打开时'))
          }
          return out
        }
      },
    }) as pg.Pool
    const opening = engineOn({ ...db, pool }, clock, 3)
    await opening.open()
    await opening.catchUp()
    expect(opening.position).toBe(engine.position)
    expect([...opening.documents.entries()].sort()).toEqual([...engine.documents.entries()].sort())
    await opening.stop()
  })

  it('counts on from what it had let go of', async () => {
    const other = engineOn(db, clock, 4)
    await other.open()
    const day = NOON - 3 * DAY_MS
    await engine.submit(report('旧日一', day))
    await other.catchUp()
    other.sweep()
    expect(dayOfOld(other)).toBeUndefined()
    await engine.submit(report('旧日二', day))
    await other.catchUp()
    expect(dayOfOld(other)).toBe(2)
    const third = await other.submit(report('旧日三', day))
    expect(got(third, 'no')).toBe('WC-20261117-0003')
    await other.stop()
    await engine.catchUp()
    await expectWhole()
  })

  it('refuses nothing because it has not yet heard what another did', async () => {
    const other = engineOn(db, clock, 8)
    await other.open()
    const incidentId = got(await engine.submit(report('两处同时')), 'incidentId')
    await other.catchUp()
    got(await engine.submit(said('AcceptIncident', { incidentId })), 'x')
    // What the other remembers still says "reported".
    const issued = await other.submit(said('IssueOrder', { incidentId, orgId: 'fire' }))
    expect(issued).toMatchObject({ ok: true })
    // And a "no" that is true stays one.
    expect(await other.submit(said('AcceptIncident', { incidentId }))).toMatchObject({ ok: false })
    await other.stop()
  })

  it('may sweep in the middle of catching up', async () => {
    let sweeping: Engine | null = null
    const pool = new Proxy(db.pool, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (name !== 'query') return value.bind(target) as unknown
        return async (...args: unknown[]) => {
          const out: unknown = await value.apply(target, args)
          if (String(args[0]).includes('from state s join')) sweeping?.sweep()
          return out
        }
      },
    }) as pg.Pool
    const other = engineOn({ ...db, pool }, clock, 6)
    await other.open()
    const day = NOON - 5 * DAY_MS
    await engine.submit(report('更旧一', day))
    await other.catchUp()
    await engine.submit(report('更旧二', day))
    sweeping = other
    await other.catchUp()
    expect(other.read.get<IncidentDayState>('incidentDay', '20261115')?.reported).toBe(2)
    await other.stop()
  })
})
