import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROLE } from '@liandong/shared/access/roles'
import type { DeviceState } from '@liandong/shared/device/contract'
import type { PersonState } from '@liandong/shared/person/contract'
import { seededIds } from '../../platform/ids'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { accountMigrations } from './accountTables'
import { openBook } from './book'
import { openSessions, type Sessions } from './sessions'
import { notes, personWith, standingTime } from './testing/parts'

const MINUTE = 60_000
const from = { address: '192.0.2.7', agent: 'a browser' }
const people = new Map<string, PersonState>()
const devices = new Map<string, DeviceState>()
const onP1 = new Set<string>()
let db: Database
let sessions: Sessions
let time = standingTime()
let kept = notes()
const node = () => openSessions({
  pool: db.pool, now: () => time.now(), newId: seededIds(node.made++), person: (id) => people.get(id), device: (id) => devices.get(id), holdsOpenP1: (id) => onP1.has(id), book: openBook((n) => kept.note(n)),
})
node.made = 1

beforeAll(async () => { db = await freshDatabase(accountMigrations) })
afterAll(() => db.stop())
beforeEach(async () => {
  await db.pool.query('delete from session')
  time = standingTime()
  kept = notes()
  onP1.clear()
  people.clear()
  devices.clear()
  devices.set('hall', { id: 'hall', kind: 'wall', name: 'hall', place: '', active: true })
  for (const p of [personWith('desk', 'dispatcher'), personWith('grid', 'grid'), personWith('admin', 'sec_admin')]) people.set(p.id, p)
  sessions = node()
})
const begin = (person: string, how: 'totp' | 'password' = 'totp') => sessions.begin({ person }, how, from)
const isThere = async (token: string) => (await sessions.find(token)) !== null

describe('a session', () => {
  it('is found by its token on every node, with the rights of now, and nothing in the database opens it', async () => {
    const { token, id } = await begin('desk')
    people.set('desk', personWith('desk', 'dispatcher', 'intake'))
    expect(await node().find(token)).toMatchObject({ id, how: 'totp', device: null, person: { id: 'desk', roles: ['dispatcher', 'intake'] } })
    const rows = JSON.stringify((await db.pool.query('select * from session')).rows)
    expect(rows).not.toContain(token)
    const stored = (await db.pool.query<{ hash: string }>('select hash from session')).rows[0]!.hash
    expect([await isThere(stored), await isThere(id), await isThere('')]).toEqual([false, false, false])
  })

  it('ends when nobody touches it, and lives as long as somebody does', async () => {
    const { idleMs } = ROLE.dispatcher
    const used = await begin('desk')
    const left = await begin('desk')
    time.pass(idleMs - MINUTE)
    expect(await isThere(used.token)).toBe(true)
    time.pass(MINUTE)
    expect([await isThere(used.token), await isThere(left.token)]).toEqual([true, false])
    expect(kept.take()).toMatchObject([{ act: 'session-ended', who: null, detail: { session: left.id, of: 'person:desk', why: 'idle' } }])
  })

  it('ends at its latest however busy it is', async () => {
    const { absoluteMs } = ROLE.dispatcher
    const { token, ends } = await begin('desk')
    expect(ends).toBe(time.now() + absoluteMs)
    for (let t = 0; t < absoluteMs - 60 * MINUTE; t += 60 * MINUTE) {
      time.pass(60 * MINUTE)
      expect(await isThere(token)).toBe(true)
    }
    time.pass(60 * MINUTE)
    expect(await isThere(token)).toBe(false)
  })

  it('takes on the limits of a stricter role at once', async () => {
    const { token } = await begin('desk')
    time.pass(20 * MINUTE)
    people.set('desk', personWith('desk', 'sec_admin'))
    expect(await isThere(token)).toBe(false)
  })

  it('of a seat with an open first-priority case does not end for idling, and idles from the end of the case', async () => {
    const { token, id } = await begin('desk')
    onP1.add('desk')
    time.pass(ROLE.dispatcher.idleMs + MINUTE)
    expect(await sessions.stillThere([id])).toEqual([])
    onP1.clear()
    expect(await isThere(token)).toBe(true)
    time.pass(ROLE.dispatcher.idleMs)
    expect(await sessions.stillThere([id])).toEqual([id])
  })

  it('of an administrator idles whatever case is open', async () => {
    const { token } = await begin('admin')
    onP1.add('admin')
    time.pass(ROLE.sec_admin.idleMs)
    expect(await isThere(token)).toBe(false)
  })

  it('is no more when its owner is out of service, or has a role that needs a second factor it did not show', async () => {
    const desk = await begin('desk')
    const phone = await begin('grid', 'password')
    expect([await isThere(desk.token), await isThere(phone.token)]).toEqual([true, true])
    time.pass(10_000)
    people.set('desk', { ...personWith('desk', 'dispatcher'), active: false })
    people.set('grid', personWith('grid', 'township'))
    expect([await isThere(desk.token), await isThere(phone.token)]).toEqual([false, false])
    expect((await db.pool.query('select 1 from session')).rowCount).toBe(0)
  })

  it('just begun opens nothing where this node still takes its owner for out of service, and is not ended', async () => {
    const inService = people.get('desk')!
    const { token } = await begin('desk')
    people.set('desk', { ...inService, active: false })
    expect(await isThere(token)).toBe(false)
    people.set('desk', inService)
    expect(await isThere(token)).toBe(true)
  })

  it('of somebody this node does not know yet opens nothing here, and is not ended', async () => {
    const { token } = await begin('desk')
    const known = people.get('desk')!
    people.delete('desk')
    expect(await isThere(token)).toBe(false)
    people.set('desk', known)
    expect(await isThere(token)).toBe(true)
  })

  it('of a device out of service, or of none anybody knows, is none', async () => {
    const [known, unknown] = [await sessions.begin({ device: 'hall' }, 'device', from), await sessions.begin({ device: 'other' }, 'device', from)]
    expect([await isThere(known.token), await isThere(unknown.token)]).toEqual([true, false])
    time.pass(10_000)
    devices.set('hall', { ...devices.get('hall')!, active: false })
    expect(await sessions.stillThere([known.id, unknown.id])).toEqual([known.id, unknown.id])
    // Not knowing a device is this node's own lateness, and passes.
    devices.set('other', { ...devices.get('hall')!, id: 'other', active: true })
    expect([await isThere(known.token), await isThere(unknown.token)]).toEqual([false, true])
    expect(kept.take()).toMatchObject([{ act: 'session-ended', detail: { session: known.id, of: 'device:hall', why: 'out-of-service' } }])
  })

  it('of a device may be shorter, and one before it ends soon after', async () => {
    const first = await sessions.begin({ device: 'hall' }, 'device', from, 10 * MINUTE)
    expect(first.ends).toBe(time.now() + 10 * MINUTE)
    const second = await sessions.begin({ device: 'hall' }, 'device', from, 10 * MINUTE)
    expect(await sessions.endSoon('hall', second.id, MINUTE)).toBe(1)
    expect(await isThere(first.token)).toBe(true)
    time.pass(MINUTE)
    expect([await isThere(first.token), await isThere(second.token)]).toEqual([false, true])
  })

  it('of a device lasts as a wall does, and ends with the device', async () => {
    const { token, id } = await sessions.begin({ device: 'hall' }, 'device', from)
    time.pass(20 * 24 * 60 * MINUTE)
    expect(await sessions.find(token)).toMatchObject({ id, person: null, device: 'hall' })
    expect(await sessions.endDevice('hall', 'admin')).toEqual([id])
    expect(await isThere(token)).toBe(false)
  })
})

describe('sessions of one person', () => {
  it('are listed without anything that opens them, and ended only by their owner', async () => {
    const [a, b] = [await begin('desk'), await begin('desk')]
    const listed = await sessions.list('desk')
    expect(listed.map((s) => s.id).sort()).toEqual([a.id, b.id].sort())
    expect(listed[0]).toMatchObject({ address: '192.0.2.7', agent: 'a browser', how: 'totp' })
    for (const t of [a.token, b.token]) expect(JSON.stringify(listed)).not.toContain(t)
    expect(await sessions.end(a.id, 'grid', 'grid')).toBe(false)
    expect(await sessions.end(a.id, 'desk', 'desk')).toBe(true)
    expect([await isThere(a.token), await isThere(b.token)]).toEqual([false, true])
  })

  it('end all, or all but the one in use', async () => {
    const [a, b, c] = [await begin('desk'), await begin('desk'), await begin('grid')]
    expect(await sessions.endAll('desk', 'desk', b.id)).toEqual([a.id])
    expect([await isThere(a.token), await isThere(b.token), await isThere(c.token)]).toEqual([false, true, true])
    expect(await sessions.endAll('desk', 'admin')).toEqual([b.id])
    expect(kept.take().map((r) => [r.act, r.who])).toEqual([['session-ended', 'person:desk'], ['session-ended', 'person:admin']])
  })

  it('are at most twenty; the one longest untouched makes room', async () => {
    const first = await begin('desk')
    for (let i = 0; i < 20; i++) {
      time.pass(1)
      await begin('desk')
    }
    expect(await isThere(first.token)).toBe(false)
    expect(await sessions.list('desk')).toHaveLength(20)
  })
})

it('the look for open sockets says what is over and touches nothing', async () => {
  const [a, b] = [await begin('desk'), await begin('desk')]
  await sessions.end(a.id, 'desk')
  expect(await sessions.stillThere([a.id, b.id, 'never'])).toEqual([a.id, 'never'])
  time.pass(ROLE.dispatcher.idleMs - 1)
  expect(await sessions.stillThere([b.id])).toEqual([])
  time.pass(1)
  expect(await sessions.stillThere([b.id])).toEqual([b.id])
})

it('commands over a socket keep a session, at the cost of one write a minute', async () => {
  const { token, id } = await begin('desk')
  let writes = 0
  const counted = openSessions({
    pool: { query: (t: string, v: unknown[]) => { if (t.startsWith('update')) writes++; return db.pool.query(t, v) } } as never,
    now: () => time.now(), newId: seededIds(9), person: (i) => people.get(i), device: () => undefined, holdsOpenP1: () => false, book: openBook(() => undefined),
  })
  time.pass(ROLE.dispatcher.idleMs - 1)
  for (let i = 0; i < 100; i++) await counted.touch(id)
  expect(writes).toBe(1)
  time.pass(ROLE.dispatcher.idleMs - 1)
  expect(await isThere(token)).toBe(true)
})

it('the sweep removes what is over and nothing else', async () => {
  const old = await begin('admin')
  time.pass(ROLE.sec_admin.idleMs)
  const fresh = await begin('desk')
  await sessions.sweep()
  expect((await db.pool.query<{ id: string }>('select id from session')).rows).toEqual([{ id: fresh.id }])
  expect(kept.take()).toMatchObject([{ detail: { session: old.id, why: 'idle' } }])
})
