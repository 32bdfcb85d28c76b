import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrderState } from '@liandong/shared/order/contract'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import type { Change } from './documents'
import type { Engine } from './engine'
import { verifyRebuild } from './rebuild'
import { engineMigrations } from './schema'
import { acceptedIncident, engineOn, got, NOON, registryDecider, rowCounts, said, seedRecords, stillClock } from './testing/bench'
import { KINDS } from '@liandong/shared/areas'

let db: Database
let engine: Engine
const clock = stillClock(NOON)

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

describe('the door', () => {
  it('writes log, command, states and job of an order in one commit and publishes one change', async () => {
    const incidentId = await acceptedIncident(engine)
    const changes: Change[] = []
    const stop = engine.documents.onChange((c) => changes.push(c))
    const before = await rowCounts(db)
    const answer = await engine.submit(said('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u1' }))
    stop()
    const after = await rowCounts(db)
    expect(after).toEqual({ log: before.log! + 1, command: before.command! + 1, state: before.state! + 1, view: 0, job: before.job! + 1 })
    expect(changes).toHaveLength(1)
    expect(changes[0]!.documents.map((d) => d.ref.split(':')[0]).sort()).toEqual(['incident', 'order', 'unit'])
    const job = (await db.pool.query<{ due: number; id: string }>('select due, id from job where type = $1 order by due desc', ['EscalateAlert'])).rows[0]!
    expect(job).toEqual({ due: NOON + 60_000, id: `escalate:${got(answer, 'orderId')}:1` })
  })

  it.each([1, 4, 5, 40])('writes texts exactly as they are, %i commands in one commit', async (count) => {
    const texts = Array.from({ length: count }, (_, i) => `${i} "引号" \\ {NULL},\t'; drop table log;-- $1 \u{1F525}`)
    const before = engine.position
    const answers = await Promise.all(texts.map((text) => engine.submit(said('ReportIncident', { kindId: 'dispute', placeText: '乾西乡 "3" 号', source: '12345', text }))))
    const rows = (await db.pool.query<{ text: string; answer: string; subjects: string[] }>('select text, answer, subjects from log where position > $1 order by position', [before])).rows
    expect(rows.map((r) => (JSON.parse(r.text) as { data: { text: string } }).data.text)).toEqual(texts)
    expect(rows.map((r) => (JSON.parse(r.answer) as { incidentId: string }).incidentId)).toEqual(answers.map((a) => got(a, 'incidentId')))
    for (const [i, a] of answers.entries()) {
      const state = (await db.pool.query<{ body: string }>("select body from state where kind = 'incident' and id = $1", [got(a, 'incidentId')])).rows[0]!
      expect(JSON.parse(state.body)).toMatchObject({ text: texts[i] })
      expect(rows[i]!.subjects[0]).toBe(`incident:${got(a, 'incidentId')}`)
    }
  })

  it('leaves nothing behind when it refuses', async () => {
    const incidentId = await acceptedIncident(engine)
    const before = await rowCounts(db)
    expect(await engine.submit(said('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u1' }))).toMatchObject({ ok: false, rejected: 'unit-not-available' })
    expect(await engine.submit(said('IssueOrder', { incidentId, orgId: 'zone' }))).toMatchObject({ ok: false, rejected: 'org-not-permitted' })
    expect(await engine.submit(said('IssueOrder', { incidentId, orgId: 'fire', surprise: 1 }))).toMatchObject({ ok: false, rejected: 'invalid-command' })
    expect(await engine.submit(said('NoSuchThing', {}))).toMatchObject({ ok: false, rejected: 'unknown-command' })
    expect(await rowCounts(db)).toEqual(before)
  })

  it('gives a resent command one effect and the same answer, and refuses the id with another body', async () => {
    const c = said('ReportIncident', { kindId: 'dispute', placeText: '乾西乡', source: '12345' })
    const first = await engine.submit(c)
    expect(await engine.submit(c)).toEqual({ ...first, replayed: true })
    expect(await engine.submit({ ...c, body: { kindId: 'fire', placeText: '乾西乡', source: '12345' } })).toMatchObject({ rejected: 'command-id-reused' })
    expect(await engine.submit({ ...c, actor: { kind: 'person', id: 'somebody-else' } })).toMatchObject({ rejected: 'command-id-reused' })
  })

  it('remembers a command across a restart', async () => {
    const c = said('ReportIncident', { kindId: 'dispute', placeText: '苏孟乡', source: '12345' })
    const first = await engine.submit(c)
    const second = engineOn(db, clock, 99)
    await second.open()
    const before = await rowCounts(db)
    expect(await second.submit(c)).toEqual({ ...first, replayed: true })
    expect(await rowCounts(db)).toEqual(before)
    await second.stop()
    await engine.catchUp()
  })

  it('lets commands that queue together share a commit and answers each by its own position', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => engine.submit(said('ReportIncident', { kindId: 'dispute', placeText: `第 ${i} 处`, source: 'grid' }))))
    expect(new Set(answers.map((a) => (a.ok ? a.position : 0))).size).toBe(50)
    expect(new Set(answers.map((a) => got(a, 'no'))).size).toBe(50)
  })

  it('orders one unit once when two dispatchers ask in the same instant', async () => {
    const [a, b] = [await acceptedIncident(engine), await acceptedIncident(engine)]
    const both = await Promise.all([a, b].map((incidentId) => engine.submit(said('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u2' }))))
    expect(both.filter((x) => x.ok)).toHaveLength(1)
    const no = engine.read.get<{ no: string }>('incident', a)!.no
    expect(both[1]).toMatchObject({ rejected: 'unit-not-available', detail: { no } })
  })
})

describe('two nodes on one database', () => {
  it('decide again when the head moved, and end with the same states', async () => {
    const other = engineOn(db, clock, 7)
    await other.open()
    const mixed = await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? engine : other).submit(said('ReportIncident', { kindId: 'dispute', placeText: `双节点 ${i}`, source: 'grid' }))))
    expect(new Set(mixed.map((a) => got(a, 'no'))).size).toBe(40)
    await Promise.all([engine.catchUp(), other.catchUp()])
    expect(other.position).toBe(engine.position)
    expect([...other.documents.entries()].sort(byRef)).toEqual([...engine.documents.entries()].sort(byRef))
    await other.stop()
  })

  it('refuse a frozen node’s late write', async () => {
    const frozen = engineOn(db, clock, 8)
    await frozen.open()
    let thaw!: () => void
    const ice = new Promise<void>((r) => (thaw = r))
    let held = 0
    frozen.beforeCommit = () => (held++ === 0 ? ice : Promise.resolve())
    const late = frozen.submit(said('ReportIncident', { kindId: 'dispute', placeText: '冻住的节点', source: 'grid' }))
    const live = await engine.submit(said('ReportIncident', { kindId: 'dispute', placeText: '活着的节点', source: 'grid' }))
    thaw()
    const answer = await late
    expect(got(answer, 'no') > got(live, 'no')).toBe(true)
    await frozen.stop()
    await engine.catchUp()
  })
})

describe('the log', () => {
  it('folds in a second database to exactly the stored states', async () => {
    const second = await freshDatabase(engineMigrations)
    const report = await verifyRebuild(db.pool, second.pool, new Map(KINDS.map((k) => [k.kind, k])))
    expect(report).toMatchObject({ chain: null, differing: [], position: engine.position })
    expect(report.states).toBeGreaterThan(100)
    await second.stop()
  })

  it('keeps the exact text it hashed', async () => {
    const row = (await db.pool.query<{ text: string }>('select text from log order by position desc limit 1')).rows[0]!
    expect(JSON.stringify(JSON.parse(row.text))).toBe(row.text)
  })

  it('takes registries through one event', () => expect(registryDecider.type).toBe('PutRecords'))
})

describe('an order', () => {
  it('tags its documents so that its organisation sees them', () => {
    const o = [...engine.memory.all<OrderState>('order')][0]!
    const doc = [...engine.documents.entries()].find(([r]) => r === `order:${o.id}`)![1]
    expect(doc.tags).toContain('org:fire')
  })
})

const byRef = (a: [string, unknown], b: [string, unknown]) => (a[0] < b[0] ? -1 : 1)
