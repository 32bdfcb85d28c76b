import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { Engine } from '../engine/engine'
import { engineMigrations } from '../engine/schema'
import { engineOn, got, NOON, said, stillClock } from '../engine/testing/bench'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import type { Seats } from './seats'
import { openGate, Screen } from './testing/gate'
import { RECORDS } from '../engine/testing/bench'

/** Two townships, two organisations: what belongs to one must never reach the other. */
const MORE = [
  { kind: 'area', id: 'village', after: { name: '新华社区', nameEn: 'Xinhua', shortName: '新华', level: 'village', parent: '330702004', lon: 119.65, lat: 29.11, approximate: true } },
  { kind: 'area', id: 'elsewhere', after: { name: '罗店镇', nameEn: 'Luodian', shortName: '罗店', level: 'township', lon: 119.6, lat: 29.2, approximate: true } },
  { kind: 'organisation', id: 'power', after: { name: '供电公司', nameEn: 'Power', shortName: '供电', role: 'utility_power', jurisdiction: true, madeUp: true } },
]
const clock = stillClock(NOON)
const out = new Set<string>()
/** Who sits there says so in a header; in the product a cookie does. */
const seats: Seats = {
  find: (headers) => Promise.resolve(typeof headers['x-seat'] === 'string' ? { session: `of-${headers['x-seat']}`, who: { person: headers['x-seat'] } } : null),
  ended: (sessions) => Promise.resolve(sessions.filter((s) => out.has(s))),
  touch: () => undefined,
}
const TOWN: PersonRecord = { roles: ['township'], post: 'townshipDuty', areaIds: ['330702004'], active: true }
const POWER: PersonRecord = { roles: ['liaison'], post: 'orgDuty', orgId: 'power', areaIds: [], active: true }
const CHIEF: PersonRecord = { roles: ['dispatcher', 'duty_chief'], post: 'dutyChief', areaIds: [], active: true }

let db: Database
let engine: Engine
let gate: Awaited<ReturnType<typeof openGate>>
const screens: Screen[] = []
const sit = (person: string | null, auth: object = {}) => {
  const s = new Screen(gate.url, auth, person === null ? {} : { extraHeaders: { 'x-seat': person } })
  screens.push(s)
  return s
}
/** Whoever has nothing new hears of a position with the heartbeat. */
const caughtUp = async (s: Screen) => {
  await s.until(() => s.position >= 0)
  gate.beat()
  await s.until(() => s.position === engine.position)
}
let serial = 0
const rights = (personId: string, after: PersonRecord) => engine.submit({ id: `rights-${++serial}`, type: 'PutPerson', body: { personId, after }, actor: { kind: 'system', id: 'test' } })
const report = async (areaId: string) => got(await engine.submit(said('ReportIncident', { kindId: 'dispute', placeText: '某处', areaId, text: '详情', source: 'grid', sourceRef: 'G-1' })), 'incidentId')
const ids = (s: Screen, kind: string) => [...s.docs.keys()].filter((r) => r.startsWith(`${kind}:`)).map((r) => r.slice(kind.length + 1)).sort()

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  engine = engineOn(db, clock)
  await engine.open()
  got(await engine.submit(said('PutRecords', { records: [...RECORDS, ...MORE] })), 'x')
  gate = await openGate(engine, clock.now, seats)
  for (const [id, r] of [['town', TOWN], ['power', POWER], ['chief', CHIEF]] as const) await rights(id, r)
})
afterEach(() => { for (const s of screens.splice(0)) s.close() })
afterAll(async () => {
  await gate.stop()
  await engine.stop()
  await db.stop()
})

describe('a township', () => {
  it('is shown the cases of its own areas and no other, in the picture and in every change', async () => {
    const ours = await report('village')
    const theirs = await report('elsewhere')
    const s = sit('town')
    await caughtUp(s)
    expect(s.hello!.mask).toBe('liaison')
    expect(ids(s, 'incident')).toContain(ours)
    expect(ids(s, 'incident')).not.toContain(theirs)
    expect(ids(s, 'incidentDay')).toEqual([])
    expect(ids(s, 'area')).toContain('elsewhere')
    const [more, notMore] = [await report('330702004'), await report('elsewhere')]
    await caughtUp(s)
    expect(ids(s, 'incident')).toEqual([ours, more].sort())
    expect([...s.docs.values()].join()).not.toContain(notMore)
    expect([...s.docs.values()].join()).not.toContain('G-1')
    expect(s.hashText).toBe(s.told!.hash)
  })

  it('is shown a case that comes into its area, and no longer one that leaves it', async () => {
    const id = await report('elsewhere')
    const s = sit('town')
    await caughtUp(s)
    got(await engine.submit(said('ReviseIncident', { incidentId: id, areaId: 'village' })), 'x')
    await caughtUp(s)
    expect(ids(s, 'incident')).toContain(id)
    got(await engine.submit(said('ReviseIncident', { incidentId: id, areaId: 'elsewhere' })), 'x')
    await caughtUp(s)
    expect(ids(s, 'incident')).not.toContain(id)
  })

  it('gets no more than its own fields and part by asking for the desk’s', async () => {
    const s = sit('town', { mask: 'desk' })
    await caughtUp(s)
    expect(s.hello!.mask).toBe('liaison')
    s.socket.emit('resync', { groups: ['all', 'org:fire', 'area:elsewhere'] })
    s.socket.emit('resync', {})
    await s.until(() => s.snapshots === 2)
    expect(ids(s, 'incident').every((id) => s.docs.get(`incident:${id}`)!.includes('330702004') || s.docs.get(`incident:${id}`)!.includes('village'))).toBe(true)
  })
})

describe('an organisation', () => {
  it('is shown a case from the moment it is ordered there, with its own order only', async () => {
    const s = sit('power')
    await caughtUp(s)
    const id = await report('elsewhere')
    got(await engine.submit(said('AcceptIncident', { incidentId: id })), 'x')
    await caughtUp(s)
    expect(ids(s, 'incident')).toEqual([])
    got(await engine.submit(said('IssueOrder', { incidentId: id, orgId: 'fire' })), 'orderId')
    const order = got(await engine.submit(said('IssueOrder', { incidentId: id, orgId: 'power' })), 'orderId')
    await caughtUp(s)
    expect(ids(s, 'incident')).toEqual([id])
    expect(ids(s, 'order')).toEqual([order])
    expect(ids(s, 'unit')).toEqual([])
  })
})

describe('rights that change', () => {
  it('reach an open screen in the same commit, as another picture whole', async () => {
    await rights('moving', TOWN)
    const [ours, theirs] = [await report('village'), await report('elsewhere')]
    const s = sit('moving')
    await caughtUp(s)
    await rights('moving', { ...TOWN, areaIds: ['elsewhere'] })
    await s.until(() => s.snapshots === 2 && s.position === engine.position)
    expect(ids(s, 'incident')).toContain(theirs)
    expect(ids(s, 'incident')).not.toContain(ours)
    await rights('moving', CHIEF)
    await s.until(() => s.snapshots === 3 && s.position === engine.position)
    expect(s.hello!.mask).toBe('desk')
    expect(ids(s, 'incident')).toEqual(expect.arrayContaining([ours, theirs]))
    const later = await report('elsewhere')
    await caughtUp(s)
    expect(ids(s, 'incident')).toContain(later)
    expect(s.faults).toEqual([])
  })

  it('follow a register that changes: an area put under another township', async () => {
    const s = sit('town')
    await caughtUp(s)
    const id = await report('elsewhere')
    const elsewhere = MORE[1]!
    got(await engine.submit(said('PutRecords', { records: [{ ...elsewhere, after: { ...elsewhere.after, parent: '330702004' } }] })), 'x')
    await s.until(() => s.snapshots === 2)
    expect(ids(s, 'incident')).toContain(id)
    got(await engine.submit(said('PutRecords', { records: [elsewhere] })), 'x')
    await s.until(() => s.snapshots === 3)
    expect(ids(s, 'incident')).not.toContain(id)
  })

  it('end the connection with a word when nothing is left of them', async () => {
    await rights('leaving', CHIEF)
    const s = sit('leaving')
    await caughtUp(s)
    const bye = new Promise((resolve) => s.socket.once('bye', resolve))
    await rights('leaving', { ...CHIEF, active: false })
    expect(await bye).toEqual({ why: 'signed-out' })
    await s.until(() => !s.socket.connected)
    const again = sit('leaving')
    await again.until(() => again.faults.length > 0)
    expect(again.faults).toEqual(['unauthorised'])
  })
})

describe('a sign-in', () => {
  it('is needed: without one nothing is greeted', async () => {
    const s = sit(null)
    await s.until(() => s.faults.length > 0)
    expect(s.faults).toEqual(['unauthorised'])
    expect(s.hello).toBeNull()
  })

  it('that ended elsewhere ends the connection at the next look', async () => {
    await rights('signed-out', CHIEF)
    const s = sit('signed-out')
    await caughtUp(s)
    out.add('of-signed-out')
    const bye = new Promise((resolve) => s.socket.once('bye', resolve))
    // The look before this one must have come to its end.
    await new Promise((r) => setImmediate(r))
    gate.beat()
    expect(await bye).toEqual({ why: 'signed-out' })
  })

  it('of an administrator has no picture', async () => {
    await rights('admin', { roles: ['sec_admin'], post: 'administrator', areaIds: [], active: true })
    const s = sit('admin')
    await s.until(() => s.faults.length > 0)
    expect(s.faults).toEqual(['unauthorised'])
  })
})
