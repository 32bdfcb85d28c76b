import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { createRepeats, entryOf, MINUTE_MS } from './audit'
import { AuditRecord, type AuditNote } from './contract'

const NOON = Date.UTC(2026, 6, 1, 12)
const denied = (more: Partial<AuditNote> = {}): AuditNote => ({ act: 'denied', where: 'GET /api/audit', result: 'refused', address: '10.0.0.9', ...more })

describe('a record', () => {
  it('holds no field outside its schema, whatever was handed in', () => {
    const handed = { ...denied(), password: 'canary', headers: { cookie: 'canary' }, detail: { code: 'not-permitted', nested: { token: 'canary' }, big: NaN } }
    const entry = entryOf(handed as unknown as AuditNote, NOON)
    expect(Value.Check(AuditRecord, { ...entry, position: 1 })).toBe(true)
    expect(entry.detail).toEqual({ code: 'not-permitted' })
  })

  it.each(['password', 'newPassword', 'token', 'ingest_token', 'secret', 'totp', 'cookie', 'authorization', 'recoveryCode'])('never holds what goes under the name %s', (name) => {
    expect(JSON.stringify(entryOf(denied({ detail: { [name]: 'canary' } }), NOON))).not.toContain('canary')
  })

  it('never holds the query of an address', () => {
    expect(JSON.stringify(entryOf(denied({ where: 'GET /ingest/osmand?token=canary' }), NOON))).not.toContain('canary')
  })

  it('is one line that any database takes', () => {
    const e = entryOf(denied({ who: 'a\u0000b\r\nc', where: '\ud800x', address: '::ffff:10.0.0.9', post: '' }), NOON)
    expect([e.who, e.where, e.address, e.post]).toEqual(['a b  c', ' x', '10.0.0.9', null])
    expect(entryOf(denied({ where: 'x'.repeat(5000) }), NOON).where).toHaveLength(200)
  })
})

describe('repeated refusals', () => {
  const at = (ms: number, more: Partial<AuditNote> = {}) => entryOf(denied(more), NOON + ms)

  it('are recorded once at once and once with their count at the end of the minute', () => {
    const r = createRepeats()
    expect(r.take(at(0))).toMatchObject([{ count: 1 }])
    for (let i = 1; i < 50; i++) expect(r.take(at(i * 1000))).toEqual([])
    expect(r.end()).toMatchObject([{ count: 49, at: NOON + 49_000, address: '10.0.0.9' }])
    expect(r.end()).toEqual([])
  })

  it('of a new minute begin again, after the count of the one before', () => {
    const r = createRepeats()
    r.take(at(0))
    r.take(at(10))
    expect(r.take(at(MINUTE_MS))).toMatchObject([{ count: 1, at: NOON + 10 }, { count: 1, at: NOON + MINUTE_MS }])
  })

  it('are told apart by address, who, act and where', () => {
    const r = createRepeats()
    const apart = [at(0), at(1, { address: '10.0.0.8' }), at(2, { who: 'person:p' }), at(3, { act: 'device-refused' }), at(4, { where: 'IssueOrder' })]
    for (const e of apart) expect(r.take(e)).toHaveLength(1)
    expect(r.end()).toEqual([])
  })

  it('from ever new addresses are counted together beyond a limit, and none is lost', () => {
    const r = createRepeats(20)
    const written = Array.from({ length: 5000 }, (_, i) => r.take(at(i, { address: `10.1.${i >> 8}.${i & 255}` }))).flat()
    const counts = r.end()
    expect(written).toHaveLength(20)
    expect(counts).toMatchObject([{ act: 'denied', where: 'several', address: null, count: 4980 }])
  })
})
