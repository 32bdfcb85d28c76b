import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '@liandong/shared/access/roles'
import { AUDIT_ACTS, type AuditPage } from '@liandong/shared/audit/contract'
import { answers } from '../../gateway/answers'
import { createHttp, type App } from '../../gateway/http'
import { silentLog } from '../../platform/log'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import type { Audit } from './audit'
import { addAuditRoutes, type Seat } from './routes'
import { auditMigrations, auditOn, NOON, textsOf } from './testing/auditOn'

let db: Database
let app: App
let audit: Audit
let advance: (ms: number) => void

const seats: Record<string, Seat> = Object.fromEntries((['audit_admin', 'sec_admin', 'sys_admin', 'duty_chief', 'wall'] as Role[]).map((r) => [r, { actor: { kind: 'person', id: r, post: 'administrator' }, roles: [r] }]))
const get = (url: string, role = 'audit_admin') => app.inject({ url, headers: { host: 'localhost', 'x-seat': role } })
const page = async (query: string) => (await get(`/api/audit?${query}`)).json<AuditPage>()

beforeAll(async () => {
  db = await freshDatabase(auditMigrations)
  const made = await auditOn(db.pool)
  audit = made.audit
  advance = (ms) => made.clock.advance(ms)
  for (let i = 0; i < 30; i++) {
    audit.note({ act: i % 3 === 0 ? 'signed-in' : 'rights-changed', who: `person:p${i % 5}`, address: `10.0.0.${i}`, where: 'door', detail: { note: i === 7 ? '=HYPERLINK("http://x")' : `n${i}` } })
    advance(1000)
  }
  await audit.settled()
  app = await createHttp({ log: silentLog(), clientDir: '/none', version: 'test' })
  addAuditRoutes(app, { pool: db.pool, audit, answers, seatOf: (req) => seats[String(req.headers['x-seat'])] ?? null })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  await db.stop()
})

describe('GET /api/audit', () => {
  it('answers the newest first, page by page, each record once', async () => {
    const seen: number[] = []
    for (let before: number | null = 31; before !== null;) {
      const p: AuditPage = await page(`limit=7&before=${before}`)
      seen.push(...p.records.map((r) => r.position))
      before = p.before
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => 30 - i))
  })

  it('filters by time, act, who, result and words, all at once', async () => {
    expect((await page('act=signed-in')).records).toHaveLength(10)
    expect((await page('who=person:p2')).records.every((r) => r.who === 'person:p2')).toBe(true)
    expect((await page(`from=${NOON + 5000}&to=${NOON + 8000}`)).records.map((r) => r.position)).toEqual([8, 7, 6])
    expect((await page('result=refused&before=31')).records).toEqual([])
    expect((await page('search=10.0.0.17')).records.map((r) => r.position)).toEqual([18])
    expect((await page('search=N29&act=rights-changed')).records.map((r) => r.position)).toEqual([30])
    for (const s of ['%25', '_', "' or 1=1 --"]) expect((await page(`search=${encodeURIComponent(s)}&before=31`)).records, s).toEqual([])
  })

  it.each(['limit=0', 'limit=501', 'act=other', 'before=0', 'foo=1', 'search=', 'who=a%20b', 'from=x'])('refuses %s', async (query) => {
    expect((await get(`/api/audit?${query}`)).statusCode).toBe(400)
  })

  it.each(['/api/audit', '/api/audit.csv'])('%s is for the audit administrator alone; everybody else is refused and recorded', async (url) => {
    for (const role of ['nobody', 'sec_admin', 'sys_admin', 'duty_chief', 'wall']) {
      const answer = await get(url, role)
      const known = role !== 'nobody'
      expect([answer.statusCode, answer.json()]).toEqual(known ? [403, { rejected: 'not-permitted', detail: { type: `GET ${url}` } }] : [401, { rejected: 'unauthorised', detail: {} }])
      await audit.settled()
      expect((await page('limit=1')).records[0]).toMatchObject({ act: 'denied', result: 'refused', who: known ? `person:${role}` : null, where: `GET ${url}`, address: '127.0.0.1' })
    }
  })
})

describe('GET /api/audit.csv', () => {
  it('answers what fits, inert, and is itself recorded before the first byte', async () => {
    const answer = await get('/api/audit.csv?act=rights-changed')
    expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="audit.csv"' })
    const lines = answer.body.split('\r\n')
    expect(lines[0]).toBe('\ufeffposition,at,act,who,post,address,where,result,count,detail')
    expect(lines).toHaveLength(20 + 2)
    expect(answer.body).toContain('8,2026-07-01T12:00:07.000Z,rights-changed,person:p2,,10.0.0.7,door,done,1,"note==HYPERLINK(""http://x"")"')
    expect((await page('limit=1')).records[0]).toMatchObject({ act: 'audit-exported', who: 'person:audit_admin', detail: { act: 'rights-changed' } })
  })

  it('is refused when it can\'t be recorded', async () => {
    const before = (await textsOf(db.pool)).length
    await db.pool.query('alter table audit add constraint full_now check (position < 0) not valid')
    const answer = await get('/api/audit.csv')
    await db.pool.query('alter table audit drop constraint full_now')
    expect([answer.statusCode, (await textsOf(db.pool)).length, answer.body.includes('rights-changed')]).toEqual([500, before, false])
  })
})

it('every act there is can be asked for', async () => {
  for (const act of AUDIT_ACTS) expect((await get(`/api/audit?act=${act}`)).statusCode).toBe(200)
})
