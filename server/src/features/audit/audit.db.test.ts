import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditNote, AuditRecord } from '@liandong/shared/audit/contract'
import { migrate } from '../../platform/migrate'
import { connectionTo, type Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { MOST_WAITING } from './audit'
import { guardOf } from './chain'
import { auditMigrations, auditOn, textsOf } from './testing/auditOn'
import { verifyAudit } from './verify'

let db: Database
beforeEach(async () => { db = await freshDatabase(auditMigrations) })
afterEach(() => db.stop())

const denied = (i = 0): AuditNote => ({ act: 'denied', where: 'GET /x', result: 'refused', address: `10.0.0.${i}` })
const records = async () => (await textsOf(db.pool)).map((t) => JSON.parse(t) as AuditRecord)
const whole = async () => (await verifyAudit(db.pool, [])).fault

describe('what is noted', () => {
  it('stands in the chain once, in order, with who, what, when, where and the result', async () => {
    const { audit } = await auditOn(db.pool)
    audit.note({ act: 'signed-in', who: 'person:p1', post: 'dutyChief', address: '10.0.0.1', where: 'POST /auth/sign-in', detail: { factor: 'totp' } })
    audit.note({ act: 'signed-out', who: 'person:p1', where: 'POST /auth/sign-out' })
    await audit.settled()
    expect(await records()).toEqual([
      { position: 1, at: Date.UTC(2026, 6, 1, 12), act: 'signed-in', who: 'person:p1', post: 'dutyChief', address: '10.0.0.1', where: 'POST /auth/sign-in', result: 'done', detail: { factor: 'totp' }, count: 1 },
      { position: 2, at: Date.UTC(2026, 6, 1, 12), act: 'signed-out', who: 'person:p1', post: null, address: null, where: 'POST /auth/sign-out', result: 'done', detail: {}, count: 1 },
    ])
    expect(await whole()).toBeNull()
  })

  it('by several nodes at once stands once each, in one chain', async () => {
    const nodes = await Promise.all([1, 2, 3].map(() => auditOn(db.pool)))
    for (let i = 0; i < 60; i++) {
      nodes[i % 3]!.audit.note({ act: 'signed-in', who: `person:p${i}`, where: 'x' })
      if (i % 10 === 0) await nodes[i % 3]!.audit.settled()
    }
    await Promise.all(nodes.map((n) => n.audit.settled()))
    expect(new Set((await records()).map((r) => r.who)).size).toBe(60)
    expect(await whole()).toBeNull()
  })

  it('is written whatever characters it holds', async () => {
    const { audit } = await auditOn(db.pool)
    for (const s of ['\u0000', '\ud800', '{"a":[1,"2"]}', "'; drop table audit; --", '\\', '"', ',{},', '😀', '金华市婺城区']) audit.note({ act: 'signed-in', who: s, where: s, detail: { [s]: s } })
    await audit.settled()
    expect(await records()).toHaveLength(9)
    expect(await whole()).toBeNull()
  })

  it('repeatedly and refused is counted: an attack of thousands leaves a few records whose counts add up', async () => {
    const { audit, clock } = await auditOn(db.pool)
    for (let i = 0; i < 6000; i++) { audit.note(denied(i % 3)); if (i % 100 === 0) clock.advance(1000) }
    clock.advance(60_000)
    await audit.settled()
    const all = await records()
    expect(all.length).toBeLessThanOrEqual(12)
    expect(all.reduce((n, r) => n + r.count, 0)).toBe(6000)
  })

  it('is written at the stop with the counts of the running minute', async () => {
    const { audit } = await auditOn(db.pool)
    for (let i = 0; i < 5; i++) audit.note(denied())
    await audit.stop()
    expect((await records()).map((r) => r.count)).toEqual([1, 4])
  })
})

/** A pool that fails on demand: before the statement, or after it was carried out. */
function failing(pool: pg.Pool) {
  const state = { mode: 'works' as 'works' | 'away' | 'silent' }
  const query = async (...args: unknown[]) => {
    if (state.mode === 'away') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const answer = await (pool.query as (...a: unknown[]) => Promise<unknown>)(...args)
    if (state.mode === 'silent') { state.mode = 'works'; throw new Error('Connection terminated unexpectedly') }
    return answer
  }
  return { pool: { query } as unknown as pg.Pool, state }
}

describe('while the database is away', () => {
  it('records wait, the trouble is said, and they are written once when it is back', async () => {
    const { pool, state } = failing(db.pool)
    const said: (string | null)[] = []
    const { audit, clock } = await auditOn(pool, { onTrouble: (c) => said.push(c) })
    state.mode = 'away'
    audit.note({ act: 'signed-in', who: 'person:a', where: 'x' })
    await audit.settled()
    audit.note({ act: 'signed-in', who: 'person:b', where: 'x' })
    expect([said, audit.waiting]).toEqual([['connect ECONNREFUSED'], { records: 2, lost: 0 }])
    state.mode = 'works'
    clock.advance(1000)
    await audit.settled()
    expect((await records()).map((r) => r.who)).toEqual(['person:a', 'person:b'])
    expect(said).toEqual(['connect ECONNREFUSED', null])
  })

  it('what must not happen unrecorded is refused, and leaves no record later', async () => {
    const { pool, state } = failing(db.pool)
    const { audit, clock } = await auditOn(pool)
    await audit.noteFirst({ act: 'sealed-opened', who: 'person:a', where: 'x' })
    expect(await records()).toHaveLength(1)
    state.mode = 'away'
    await expect(audit.noteFirst({ act: 'sealed-opened', who: 'person:b', where: 'x' })).rejects.toThrow('ECONNREFUSED')
    state.mode = 'works'
    clock.advance(5000)
    await audit.settled()
    expect(await records()).toHaveLength(1)
  })

  it('a statement whose answer was lost is not repeated', async () => {
    const { pool, state } = failing(db.pool)
    const { audit, clock } = await auditOn(pool)
    state.mode = 'silent'
    audit.note({ act: 'signed-in', who: 'person:a', where: 'x' })
    await audit.settled()
    clock.advance(1000)
    await audit.settled()
    audit.note({ act: 'signed-out', who: 'person:a', where: 'x' })
    await audit.settled()
    expect((await records()).map((r) => r.act)).toEqual(['signed-in', 'signed-out'])
    expect(await whole()).toBeNull()
  })

  it('memory stays bounded, and the chain says how many records found no room', async () => {
    const { pool, state } = failing(db.pool)
    const { audit, clock } = await auditOn(pool)
    state.mode = 'away'
    for (let i = 0; i < MOST_WAITING + 25; i++) audit.note({ act: 'signed-in', where: 'x' })
    await audit.settled()
    expect(audit.waiting).toEqual({ records: MOST_WAITING, lost: 25 })
    state.mode = 'works'
    clock.advance(1000)
    await audit.settled()
    const all = await records()
    expect(all).toHaveLength(MOST_WAITING + 1)
    expect(all.filter((r) => r.act === 'audit-lost')).toMatchObject([{ count: 25 }])
    expect(await whole()).toBeNull()
  })
})

describe("the server's own connection", () => {
  const change = [
    ['update', "update audit set who = 'person:x'"], ['delete', 'delete from audit'], ['truncate', 'truncate audit'], ['delete of the head', 'delete from audit_head'],
    ['truncate of the head', 'truncate audit_head'], ['head moved back', 'update audit_head set position = position - 1'],
    ['upsert', "insert into audit select * from audit on conflict (position) do update set who = 'person:x'"],
  ] as const
  const written = async () => {
    const { audit } = await auditOn(db.pool)
    audit.note({ act: 'signed-in', where: 'x' })
    audit.note({ act: 'signed-out', where: 'x' })
    await audit.settled()
  }

  it.each(change)('is refused an %s', async (_what, sql) => {
    await written()
    await expect(db.pool.query(sql)).rejects.toMatchObject({ code: '42501' })
    expect([(await records()).length, await whole()]).toEqual([2, null])
  })

  it('is refused one also while triggers are off for replication', async () => {
    await written()
    const client = await db.pool.connect()
    await client.query('set session_replication_role = replica')
    await expect(client.query('delete from audit')).rejects.toMatchObject({ code: '42501' })
    client.release(true)
  })

  it('is not the owner of the tables', async () => {
    const owner = await db.pool.query("select distinct tableowner from pg_tables where tablename in ('audit', 'audit_head')")
    expect(owner.rows).toEqual([{ tableowner: 'liandong_audit' }])
  })

  it('without being superuser can neither change a record nor take the trigger away, and may add', async () => {
    await written()
    const role = `r_${Date.now().toString(36)}_${process.pid}`
    await db.pool.query(`create role ${role} login password 'x'; grant select, insert on audit to ${role}; grant select, insert, update on audit_head to ${role}`)
    const url = new URL(db.url)
    url.username = role
    url.password = 'x'
    const pool = new pg.Pool({ ...connectionTo(url.href), max: 1 })
    try {
      for (const sql of ['delete from audit', "update audit set who = ''", 'truncate audit', 'alter table audit disable trigger all', 'drop table audit', 'set session_replication_role = replica']) {
        await expect(pool.query(sql), sql).rejects.toMatchObject({ code: '42501' })
      }
      const { audit } = await auditOn(pool)
      await audit.noteFirst({ act: 'signed-in', where: 'x' })
      expect(await records()).toHaveLength(3)
    } finally {
      await pool.end()
      await db.pool.query(`drop owned by ${role}; drop role ${role}`)
    }
  })
})

describe('a database that was given', () => {
  /** The schema is made by a role with these rights, as an operator's own would be. */
  const given = async (rights: string, fn: (pool: pg.Pool) => Promise<void>) => {
    const role = `given_${Date.now().toString(36)}_${process.pid}`
    const fresh = await freshDatabase([])
    await fresh.pool.query(`drop table migration; create role ${role} login password 'x' ${rights}; grant create, usage on schema public to ${role}; alter schema public owner to ${role}`)
    const url = new URL(fresh.url)
    url.username = role
    url.password = 'x'
    const pool = new pg.Pool({ ...connectionTo(url.href), max: 2 })
    try {
      await migrate(pool, auditMigrations)
      const { audit } = await auditOn(pool)
      await audit.noteFirst({ act: 'signed-in', where: 'x' })
      for (const sql of ['delete from audit', "update audit set who = ''", 'truncate audit', 'delete from audit_head']) {
        await expect(pool.query(sql), sql).rejects.toMatchObject({ code: '42501' })
      }
      await fn(pool)
    } finally {
      await pool.end()
      await fresh.pool.query(`reassign owned by ${role} to current_user; drop owned by ${role}`)
      await fresh.stop()
      await db.pool.query(`drop role ${role}`)
    }
  }

  it('whose role may make no roles is guarded by the trigger alone, and says so', () => given('', async (pool) => {
    expect(await guardOf(pool)).toBe('trigger-only')
    // What a superuser or an owner can still do: the chain and its anchors are there for that.
    await pool.query('alter table audit disable trigger all')
  }))

  it('is never without the audit, though its role may make roles and another installation made this one first', () => given('createrole', async (pool) => {
    expect(['own-role', 'trigger-only']).toContain(await guardOf(pool))
  }))
})
