import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type pg from 'pg'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import type { Engine } from './engine'
import { outageOf } from './outage'
import { engineMigrations } from './schema'
import { engineOn, NOON, rowCounts, said, seedRecords, stillClock } from './testing/bench'

/** What the driver says, as PostgreSQL and Node really word it. */
const FULL = Object.assign(new Error('could not extend file "base/16384/16402": No space left on device'), { code: '53100' })
const REFUSED = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
const CUT = new Error('Connection terminated unexpectedly')

let db: Database
let engine: Engine
/** What each statement of the engine meets; null lets it through. */
let fate: (text: string) => Error | null = () => null
const report = (placeText: string) => said('ReportIncident', { kindId: 'dispute', placeText, source: '110' })
const textOf = (q: unknown): string => (typeof q === 'string' ? q : String((q as { text?: string }).text))

/** The same pool, on which statements fail as they would on a disk without room. */
const failing = (pool: pg.Pool): pg.Pool => {
  const wrap = <T extends object>(target: T): T => new Proxy(target, {
    get(t, name) {
      const value: unknown = Reflect.get(t, name)
      if (typeof value !== 'function') return value
      if (name === 'connect') return async () => {
        const e = fate('connect')
        if (e) throw e
        return wrap(await (value.call(t) as Promise<pg.PoolClient>))
      }
      if (name !== 'query') return value.bind(t) as unknown
      return (...args: unknown[]) => {
        const e = fate(textOf(args[0]))
        return e ? Promise.reject(e) : (value.apply(t, args) as unknown)
      }
    },
  })
  return wrap(pool)
}
const isCommit = (text: string) => text.includes('with moved as')
const isProbe = (text: string) => text.includes('temp table')

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  engine = engineOn({ ...db, pool: failing(db.pool) }, stillClock(NOON))
  await engine.open()
  await seedRecords(engine)
})
afterAll(async () => {
  await engine.stop()
  await db.stop()
})

describe('a disk without room', () => {
  it('refuses with "unavailable", writes nothing, and takes commands again by itself', async () => {
    const before = await rowCounts(db)
    fate = (text) => (isCommit(text) || isProbe(text) ? FULL : null)
    const refused = report('满')
    expect(await Promise.all([engine.submit(refused), engine.submit(report('也满'))])).toEqual([
      { ok: false, rejected: 'unavailable', detail: { cause: 'disk-full' } }, { ok: false, rejected: 'unavailable', detail: { cause: 'disk-full' } },
    ])
    expect(engine.outage.cause).toBe('disk-full')
    expect(await engine.submit(report('仍满'))).toMatchObject({ rejected: 'unavailable' })
    expect(await rowCounts(db)).toEqual(before)
    await engine.outage.look()
    expect(engine.outage.cause).toBe('disk-full')
    fate = () => null
    await engine.outage.look()
    expect(engine.outage.cause).toBeNull()
    expect(await engine.submit(refused)).toMatchObject({ ok: true, replayed: false })
  })

  it('tells whoever was done before that it was', async () => {
    const done = report('已办')
    const answer = await engine.submit(done)
    engine.outage.begin('disk-full')
    expect(await engine.submit(done)).toEqual({ ...answer, replayed: true })
    await engine.outage.look()
    expect(engine.outage.cause).toBeNull()
  })
})

describe('a database that is away', () => {
  it('refuses what was never sent, and whoever waits behind a commit in doubt, at once', async () => {
    let sent = 0
    // The commit reaches the disk, its answer doesn't, and then nobody is there to ask.
    fate = (text) => (sent > 0 && (text === 'connect' || !isCommit(text)) ? REFUSED : null)
    const doubtful = report('在途')
    engine.beforeCommit = () => { sent++; return Promise.resolve() }
    const lost = loseAnswer(engine)
    const first = engine.submit(doubtful)
    const change = new Promise((resolve) => engine.outage.onChange(resolve))
    while (sent === 0) await new Promise((resolve) => setImmediate(resolve))
    const behind = engine.submit(report('排队'))
    expect(await change).toBe('database-away')
    expect(await behind).toMatchObject({ rejected: 'unavailable' })
    fate = () => null
    engine.beforeCommit = null
    expect(await first).toMatchObject({ ok: true })
    lost()
    await engine.outage.look()
    expect(engine.outage.cause).toBeNull()
  })
})

/** The next commit is done, and its connection breaks before the answer. */
function loseAnswer(e: Engine): () => void {
  const line = (e as unknown as { line: { open(): Promise<pg.PoolClient> } }).line
  const open = line.open.bind(line)
  let once = true
  line.open = async () => {
    const client = await open()
    if (!once) return client
    once = false
    return new Proxy(client, {
      get(t, name) {
        const value: unknown = Reflect.get(t, name)
        if (name !== 'query') return typeof value === 'function' ? (value.bind(t) as unknown) : value
        return async (...args: unknown[]) => {
          await (value as (...a: unknown[]) => Promise<unknown>).apply(t, args)
          throw CUT
        }
      },
    })
  }
  return () => { line.open = open }
}

describe('what a failed statement says', () => {
  it.each([[FULL, 'disk-full'], [REFUSED, 'database-away'], [CUT, 'database-away'], [Object.assign(new Error('the database system is starting up'), { code: '57P03' }), 'database-away']])('%s: %s', (e, cause) => {
    expect(outageOf(e)).toBe(cause)
  })
  it('is nothing of the kind when the statement itself is wrong', () => {
    expect(outageOf(Object.assign(new Error('duplicate key'), { code: '23505' }))).toBeNull()
    expect(outageOf(new Error('a rule names subjects it did not need'))).toBeNull()
  })
})
