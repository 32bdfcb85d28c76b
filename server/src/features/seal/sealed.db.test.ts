import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROLES } from '@liandong/shared/access/roles'
import type { IncidentState } from '@liandong/shared/incident/contract'
import { OPENS_PER_HOUR, PURGE_AFTER_MS } from '@liandong/shared/seal/contract'
import { verifyChain } from '../../engine/rebuild'
import { acceptedIncident, said } from '../../engine/testing/bench'
import { addKey, openKeyring } from '../../platform/keyring'
import { rewrapColumn, sealedKeyColumn } from './rewrap'
import { rowOf, textOf } from './store'
import { archive, caller, count, sealRig, seat, settle, type Rig } from './testing/rig'

/** Keys that a test before carried to another row. */
const CARRIED = 1
const PHONE = '13800000000'
let rig: Rig
beforeAll(async () => { rig = await sealRig() })
afterAll(() => rig.stop())
beforeEach(async () => {
  rig.notes.length = 0
  rig.auditFault = null
  await rig.db.pool.query('delete from sealed_look')
})

const stateOf = (id: string) => rig.engine.read.get<IncidentState>('incident', id)!
const open = (ref: string, s = seat('dispatcher'), reason = '回拨核实地址') => rig.sealed.open(s, ref, reason)

describe('a look', () => {
  it('answers one text and is recorded with who, from where, what and why', async () => {
    const { phone, incidentId } = await caller(rig, PHONE)
    expect(await open(phone)).toEqual({ text: PHONE })
    expect(rig.notes).toEqual([{
      act: 'sealed-opened', who: 'person:desk', post: 'dutyOfficer', address: '10.0.0.1', where: 'POST /api/sealed/:ref/open', result: 'done',
      detail: { ref: phone, kind: 'caller-contact', incident: incidentId, reason: '回拨核实地址' },
    }])
  })

  it('that can’t be recorded shows nothing', async () => {
    const { phone } = await caller(rig, PHONE)
    rig.auditFault = new Error('audit away')
    await expect(open(phone)).rejects.toThrow('audit away')
  })

  it.each(ROLES)('of the role %s is what the centre may and nobody else', async (role) => {
    const { phone, incidentId } = await caller(rig, PHONE)
    const yes = ['intake', 'dispatcher', 'duty_chief', 'commander'].includes(role)
    const listed = await rig.sealed.list(seat(role), incidentId)
    const put = await rig.sealed.put(seat(role), incidentId, [{ kind: 'caller-contact', text: PHONE }])
    expect(['text' in await open(phone, seat(role)), 'sealed' in listed, 'items' in put]).toEqual([yes, yes, yes])
    if (!yes) expect(rig.notes).toMatchObject([{ act: 'sealed-refused', result: 'refused', detail: { code: 'not-permitted' } }])
  })

  it('is never a feed’s', async () => {
    const { phone } = await caller(rig, PHONE)
    expect(await open(phone, { actor: { kind: 'feed', id: 'f' }, roles: ['commander'] })).toMatchObject({ rejected: 'not-permitted' })
  })

  it(`is refused after ${OPENS_PER_HOUR} in an hour, to that person alone, and possible again an hour later`, async () => {
    const { phone } = await caller(rig, PHONE)
    for (let n = 0; n < OPENS_PER_HOUR; n++) expect(await open(phone)).toHaveProperty('text')
    expect(await open(phone)).toEqual({ rejected: 'too-many-looks', detail: { limit: OPENS_PER_HOUR } })
    expect(await open(phone, seat('commander', 'other'))).toHaveProperty('text')
    rig.clock.advance(3_600_000)
    expect(await open(phone)).toHaveProperty('text')
  })

  it('keeps no number that somebody typed as a reason', async () => {
    const { phone } = await caller(rig, PHONE)
    await open(phone, seat('dispatcher'), `回拨 ${PHONE}`)
    expect(JSON.stringify(rig.notes)).not.toContain(PHONE)
  })
})

describe('what is put', () => {
  it('stands on the incident by random names, and in the list by masks', async () => {
    const c = await caller(rig, PHONE)
    expect(stateOf(c.incidentId).sealed).toEqual([{ ref: c.phone, kind: 'caller-contact' }, { ref: c.name, kind: 'caller-name' }])
    const list = await rig.sealed.list(seat('intake'), c.incidentId)
    expect(list).toMatchObject({ sealed: expect.arrayContaining([{ ref: c.phone, kind: 'caller-contact', masked: '138****0000' }, { ref: c.name, kind: 'caller-name', masked: '张**' }]) as unknown })
  })

  it('again adds nothing, also by somebody else', async () => {
    const c = await caller(rig, PHONE)
    const position = rig.engine.position
    const again = await rig.sealed.put(seat('commander', 'other'), c.incidentId, [{ kind: 'caller-contact', text: PHONE }])
    expect([again, rig.engine.position]).toEqual([{ items: [{ ref: c.phone, kind: 'caller-contact' }] }, position])
  })

  it('is withdrawn where the log says no', async () => {
    const before = [await count(rig, 'sealed'), await count(rig, 'sealed_key')]
    expect(await rig.sealed.put(seat('intake'), 'none', [{ kind: 'caller-contact', text: PHONE }])).toMatchObject({ rejected: 'unknown-incident' })
    const id = await acceptedIncident(rig.engine)
    await archive(rig, id)
    expect(await rig.sealed.put(seat('intake'), id, [{ kind: 'caller-contact', text: PHONE }])).toMatchObject({ rejected: 'incident-archived' })
    expect([await count(rig, 'sealed'), await count(rig, 'sealed_key')]).toEqual(before)
  })

  it('and never noted (a crash in between) is swept after an hour, with its key; what is noted stays', async () => {
    const c = await caller(rig, PHONE)
    await settle(rig)
    await rig.db.pool.query("insert into sealed_key (incident_id, wrapped, created) values ('lost', 'x', $1)", [rig.clock.now()])
    await rig.db.pool.query("insert into sealed (ref, incident_id, kind, ciphertext, created, by_whom) values ('sealed:LOST', 'lost', 'caller-contact', 'x', $1, 'p')", [rig.clock.now()])
    expect(await rig.sealed.sweep()).toBe(0)
    rig.clock.advance(3_600_001)
    expect(await rig.sealed.sweep()).toBe(1)
    expect((await rig.db.pool.query("select 1 from sealed_key where incident_id = 'lost'")).rowCount).toBe(0)
    expect(await open(c.phone)).toHaveProperty('text')
  })

  it('doesn’t open in another row, nor under another incident’s key', async () => {
    const [a, b] = [await caller(rig, PHONE), await caller(rig, '13911112222')]
    await rig.db.pool.query('update sealed set ciphertext = (select ciphertext from sealed where ref = $2) where ref = $1', [a.phone, b.phone])
    await expect(open(a.phone)).rejects.toThrow(/sealed/)
    await rig.db.pool.query('update sealed_key set wrapped = (select wrapped from sealed_key where incident_id = $2) where incident_id = $1', [a.incidentId, b.incidentId])
    await expect(open(a.phone)).rejects.toThrow(/another place/)
  })
})

describe('a purge', () => {
  it('is written with the archiving, for when the term is over', async () => {
    const c = await caller(rig, PHONE)
    await archive(rig, c.incidentId)
    const { rows } = await rig.db.pool.query<{ due: number; body: string }>("select due, body from job where type = 'PurgeSealed' and body like $1", [`%${c.incidentId}%`])
    expect(rows).toMatchObject([{ due: rig.clock.now() + PURGE_AFTER_MS }])
    expect(JSON.parse(rows[0]!.body)).toEqual({ incidentId: c.incidentId, rule: 'term' })
    const plain = await acceptedIncident(rig.engine)
    await archive(rig, plain)
    expect((await rig.db.pool.query("select 1 from job where type = 'PurgeSealed' and body like $1", [`%${plain}%`])).rowCount).toBe(0)
  })

  it('destroys rows and key, leaves a record and a fact, and the log still verifies', async () => {
    const c = await caller(rig, PHONE)
    await settle(rig)
    const row = (await rowOf(rig.db.pool, c.phone))!
    await archive(rig, c.incidentId)
    expect(await rig.sealed.purge(c.incidentId, 'term', `purge-${c.incidentId}`)).toMatchObject({ ok: true })
    expect((await rig.db.pool.query('select 1 from sealed where incident_id = $1 union all select 1 from sealed_key where incident_id = $1', [c.incidentId])).rowCount).toBe(0)
    expect((await rig.db.pool.query('select rule, refs, count from sealed_purge where incident_id = $1', [c.incidentId])).rows).toEqual([{ rule: 'term', refs: [c.phone, c.name], count: 2 }])
    expect(await open(c.phone)).toEqual({ rejected: 'sealed-purged', detail: {} })
    expect(await rig.sealed.list(seat('intake'), c.incidentId)).toEqual({ sealed: [] })
    expect(await verifyChain(rig.db.pool)).toBeNull()
    // The ciphertext as it stood, under the keyring that never changed: without the data key it is noise.
    const [other] = [(await rowOf(rig.db.pool, (await caller(rig, '13911112222')).phone))!]
    expect(() => textOf(rig.keyring, { ...row, wrapped: other.wrapped })).toThrow()
  })

  it('asked again has one effect; refused while somebody works on it', async () => {
    const c = await caller(rig, PHONE)
    expect(await rig.sealed.purge(c.incidentId, 'request', 'p-open')).toMatchObject({ ok: false, rejected: 'incident-open' })
    expect(await open(c.phone)).toHaveProperty('text')
    await archive(rig, c.incidentId)
    const first = await rig.sealed.purge(c.incidentId, 'request', 'p-once')
    expect(await rig.sealed.purge(c.incidentId, 'request', 'p-once')).toEqual({ ...first, replayed: true })
    expect(await rig.sealed.purge(c.incidentId, 'request', 'p-twice')).toMatchObject({ ok: false, rejected: 'nothing-sealed' })
  })

  it('that was cut off after its event shows nothing any more, and the next start destroys', async () => {
    const c = await caller(rig, PHONE)
    await archive(rig, c.incidentId)
    await settle(rig)
    await rig.engine.submit({ ...said('PurgeSealed', { incidentId: c.incidentId, rule: 'term' }), actor: { kind: 'system', id: 'jobs' } })
    expect(await rowOf(rig.db.pool, c.phone)).not.toBeNull()
    expect(await open(c.phone)).toMatchObject({ rejected: 'unknown-sealed' })
    await settle(rig)
    expect(await rowOf(rig.db.pool, c.phone)).toBeNull()
  })

  it('killed between the file and the rows repeats both', async () => {
    const c = await caller(rig, PHONE)
    await archive(rig, c.incidentId)
    await settle(rig)
    await rig.db.pool.query("create function no() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$")
    await rig.db.pool.query('create trigger no before insert on sealed_purge for each row execute function no()')
    await rig.sealed.purge(c.incidentId, 'term', `p-${c.incidentId}`)
    expect(await rowOf(rig.db.pool, c.phone)).not.toBeNull()
    await rig.db.pool.query('drop function no() cascade')
    await settle(rig)
    expect(await rowOf(rig.db.pool, c.phone)).toBeNull()
    expect((await readFile(join(rig.dir, 'purged.jsonl'), 'utf8')).split('\n').filter((l) => l.includes(c.incidentId))).toHaveLength(2)
  })

  it('spares what was sealed about the same incident after it', async () => {
    const c = await caller(rig, PHONE)
    await rig.engine.submit(said('VoidIncident', { incidentId: c.incidentId, reason: '误报' }))
    await rig.sealed.purge(c.incidentId, 'request', `p-${c.incidentId}`)
    const put = await rig.sealed.put(seat('intake'), c.incidentId, [{ kind: 'caller-contact', text: PHONE }])
    if ('rejected' in put) throw new Error(put.rejected)
    await rig.db.pool.query("update follower set position = 0 where name = 'seal'")
    await settle(rig)
    expect(await open(put.items[0]!.ref)).toEqual({ text: PHONE })
  })
})

it('a rotation seals data keys anew while others read, leaves texts as they are and goes past what is damaged', async () => {
  const c = await caller(rig, PHONE)
  const before = (await rowOf(rig.db.pool, c.phone))!
  await addKey({ dataDir: rig.dir })
  const next = await openKeyring(rig.db.pool, { dataDir: rig.dir })
  await rig.db.pool.query("insert into sealed_key (incident_id, wrapped, created) values ('0-damaged', 's1.x.y', 0)")
  const damaged = 1 + CARRIED
  const keys = await count(rig, 'sealed_key')
  expect(await rewrapColumn(rig.db.pool, next, sealedKeyColumn)).toEqual({ done: keys - damaged, damaged })
  expect(await rewrapColumn(rig.db.pool, next, sealedKeyColumn)).toEqual({ done: 0, damaged })
  const after = (await rowOf(rig.db.pool, c.phone))!
  expect([after.ciphertext === before.ciphertext, after.wrapped === before.wrapped, next.isNewest(after.wrapped)]).toEqual([true, false, true])
  // The node that was running all along has only the old key until it meets the new one.
  expect(await open(c.phone)).toEqual({ text: PHONE })
})
