import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '@liandong/shared/areas'
import type { PersonRecord } from '@liandong/shared/person/contract'
import { KEPT_TABLES } from '../commands/keptTables'
import { backup, restore } from '../engine/backup'
import { keptTable } from '../engine/keptTable'
import { verifyChain } from '../engine/rebuild'
import { acceptedIncident, said } from '../engine/testing/bench'
import { repeatPurges } from '../features/seal/purged'
import { rewrapColumn, sealedKeyColumn } from '../features/seal/rewrap'
import { rowsOf, textOf } from '../features/seal/store'
import { archive, sealRig, seat, settle, type Rig } from '../features/seal/testing/rig'
import { addKey, openKeyring } from '../platform/keyring'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { MIGRATIONS } from '../server'
import { guardDoors } from './guard'
import { createHttp, type App } from './http'
import { addSealRoutes } from './sealRoutes'
import { rolesOf, seatActor, type Seat } from './seats'
import { openGate, Screen } from './testing/gate'

const PHONE = '13812340099'
const CONTACT = `CANARYCONTACT ${PHONE}`
const NAME = '孔CANARYNAME'
const PAYLOAD = `{"caller":"CANARYPAYLOAD","tel":"${PHONE}"}`
const PLAIN = ['CANARY', PHONE, '孔CANARY']
/** As they are, and in the forms in which they could hide: hashes of a number can be guessed. */
const NEEDLES = [...PLAIN, ...[CONTACT, NAME, PAYLOAD, PHONE].flatMap((t) => [
  Buffer.from(t).toString('base64'), Buffer.from(t).toString('hex'), ...['sha256', 'sha1', 'md5'].flatMap((h) => [createHash(h).update(t).digest('hex'), createHash(h).update(t).digest('base64')]),
])]
const KEPT = KEPT_TABLES.map(keptTable)
const hits = (texts: Iterable<string>) => [...texts].filter((t) => NEEDLES.some((n) => t.includes(n)))

/** Every row of every table, as text. */
async function tables(db: Database): Promise<string[]> {
  const names = (await db.pool.query<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'public'")).rows
  expect(names.length).toBeGreaterThan(15)
  const rows = await Promise.all(names.map(async ({ name }) => (await db.pool.query<{ row: string }>(`select '${name} ' || to_json(t)::text as row from "${name}" t`)).rows.map((r) => r.row)))
  return rows.flat()
}

let rig: Rig
let app: App
let gate: Awaited<ReturnType<typeof openGate>>
let screens: Screen[]
/** Everything the sockets sent, every answer over HTTP (but what was opened) and every log line. */
const wire: string[] = []
const answered: string[] = []
const logged: string[] = []

const RIGHTS: PersonRecord = { roles: ['intake', 'dispatcher'], post: 'dutyOfficer', areaIds: [], active: true }

beforeAll(async () => {
  rig = await sealRig()
  await rig.engine.submit({ ...said('PutPerson', { personId: 'li', after: RIGHTS }), actor: { kind: 'system', id: 'test' } })
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  app = await createHttp({ log, clientDir: '/nowhere', version: 'test' })
  guardDoors(app, { seats: { find: () => Promise.resolve<Seat>({ session: 's', who: { person: 'li' } }), ended: () => Promise.resolve([]), touch: () => undefined }, read: rig.engine.read, feedOf: () => null })
  addSealRoutes(app, {
    sealed: rig.sealed,
    askerOf: (req) => ({ actor: seatActor(rig.engine.read, req.seat!)!, roles: rolesOf(rig.engine.read, req.seat!), address: req.ip }),
  })
  gate = await openGate(rig.engine, rig.clock.now)
  screens = (['wall', 'desk', 'liaison'] as const).map((mask) => new Screen(gate.url, { mask }))
  for (const s of screens) s.socket.onAny((name: string, body: unknown) => wire.push(`${name} ${Buffer.isBuffer(body) ? body.toString('latin1') : typeof body === 'string' ? body : JSON.stringify(body)}`))
  await Promise.all(screens.map((s) => s.until(() => s.position >= 0)))
})
afterAll(async () => {
  for (const s of screens) s.close()
  await gate.stop()
  await app.close()
  await rig.stop()
})

async function ask(method: 'GET' | 'POST', url: string, payload?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const r = await app.inject({ method, url, headers: { host: '127.0.0.1' }, ...(payload ? { payload } : {}) })
  expect(r.headers['cache-control']).toBe('no-store')
  if (!url.endsWith('/open') || r.statusCode !== 200) answered.push(r.body)
  return { status: r.statusCode, body: r.json() }
}

const give = async (): Promise<{ id: string; phone: string }> => {
  const id = await acceptedIncident(rig.engine)
  const r = await ask('POST', `/api/incidents/${id}/contact`, { contact: CONTACT, name: NAME })
  await rig.sealed.put(seat('dispatcher'), id, [{ kind: 'original-payload', text: PAYLOAD }])
  return { id, phone: (r.body.sealed as { ref: string }[])[0]!.ref }
}

/** A screen to which nothing of a change is shown hears of it with the next heartbeat. */
async function everySocket(): Promise<void> {
  gate.beat()
  await Promise.all(screens.map((s) => s.until(() => s.position === rig.engine.position)))
}

/** Everything there is to look through, after the sockets have heard of the log's end. */
async function everything(): Promise<string[]> {
  await settle(rig)
  await everySocket()
  const files = await Promise.all((await readdir(rig.dir)).map((f) => readFile(join(rig.dir, f)).then((b) => (f.endsWith('.gz') ? gunzipSync(b) : b).toString('utf8'))))
  return [...await tables(rig.db), ...wire, ...answered, ...logged, ...files, ...rig.notes.map((n) => JSON.stringify(n))]
}

describe('a canary in everything sealed', () => {
  it('is answered to whoever opens it, and shown in a list by its mask', async () => {
    const { id, phone } = await give()
    expect((await ask('GET', `/api/incidents/${id}/contact`)).body.sealed).toEqual(expect.arrayContaining([{ ref: phone, kind: 'caller-contact', masked: 'CAN****0099' }]))
    expect(await ask('POST', `/api/sealed/${phone}/open`, { reason: '回拨核实' })).toEqual({ status: 200, body: { text: CONTACT } })
    expect((await rowsOf(rig.db.pool, id)).map((r) => textOf(rig.keyring, r)).sort()).toEqual([CONTACT, NAME, PAYLOAD].sort())
  })

  it('is in no table, message, answer, log line, audit note or backup: put, listed, opened, refused, rotated, purged, restored', async () => {
    const [{ id, phone }, kept] = [await give(), await give()]
    await ask('GET', `/api/incidents/${id}/contact`)
    await ask('POST', `/api/sealed/${phone}/open`, { reason: `回拨 ${PHONE}` })
    // Bad input that carries it.
    for (const bad of [{ contact: `${CONTACT}${'x'.repeat(60)}` }, { contact: CONTACT, masked: PHONE }, { contact: { text: CONTACT } }, { name: NAME }]) expect((await ask('POST', `/api/incidents/${id}/contact`, bad)).status).toBe(400)
    expect((await ask('POST', `/api/sealed/${phone}/open`, { reason: 'x' })).status).toBe(400)
    expect((await ask('POST', '/api/incidents/none/contact', { contact: CONTACT })).status).toBe(404)
    // A fault, which is logged with its stack.
    await rig.db.pool.query("update sealed set ciphertext = 's1.x.y' where ref = $1", [phone])
    expect((await ask('POST', `/api/sealed/${phone}/open`, { reason: '核实地址' })).status).toBe(500)
    expect(logged.length).toBeGreaterThan(0)
    const before = join(rig.dir, 'before.gz')
    await backup(rig.db.pool, before, KEPT)
    await addKey({ dataDir: rig.dir })
    await rewrapColumn(rig.db.pool, await openKeyring(rig.db.pool, { dataDir: rig.dir }), sealedKeyColumn)
    await archive(rig, id)
    await rig.sealed.purge(id, 'term', `purge-${id}`)
    expect((await ask('POST', `/api/sealed/${phone}/open`, { reason: '核实地址' })).status).toBe(410)
    await backup(rig.db.pool, join(rig.dir, 'after.gz'), KEPT)
    expect(hits(await everything())).toEqual([])
    expect(await verifyChain(rig.db.pool)).toBeNull()

    const second = await freshDatabase(MIGRATIONS)
    try {
      await restore(second.pool, before, new Map(KINDS.map((k) => [k.kind, k])), () => 'epoch', KEPT)
      expect(await rowsOf(second.pool, id)).toHaveLength(3)
      // The purge is newer than this backup; its record beside the data destroys the same again.
      expect(await repeatPurges(second.pool, rig.dir)).toBe(3)
      expect(await rowsOf(second.pool, id)).toEqual([])
      expect((await second.pool.query('select 1 from sealed_key where incident_id = $1', [id])).rowCount).toBe(0)
      expect(await repeatPurges(second.pool, rig.dir)).toBe(0)
      expect(hits(await tables(second))).toEqual([])
      // What was not purged opens again, with the keys of the first installation and with no others.
      const ring = await openKeyring(second.pool, { dataDir: rig.dir })
      expect((await rowsOf(second.pool, kept.id)).map((r) => textOf(ring, r)).sort()).toEqual([CONTACT, NAME, PAYLOAD].sort())
      const restored = await sealRig(second, rig.dir, 7)
      await settle(restored)
      expect(await restored.sealed.open(seat('dispatcher'), phone, '核实地址')).toMatchObject({ rejected: 'sealed-purged' })
      await restored.stop()
    } finally {
      await second.stop()
    }
  })

  it('reaches neither wall nor linked organisation even by its random name', async () => {
    const { phone } = await give()
    await everySocket()
    const [wall, desk, liaison] = screens.map((s) => [...s.docs.values()].join('\n'))
    expect([wall!.includes(phone), desk!.includes(phone), liaison!.includes(phone)]).toEqual([false, true, false])
    expect(wall).not.toContain('"sealed"')
    expect(liaison).not.toContain('"sealed"')
  })

  it('that leaks is found in the tables, on the wire and in the backup', async () => {
    const { id } = await give()
    await rig.engine.submit(said('ReviseIncident', { incidentId: id, text: CONTACT }))
    await backup(rig.db.pool, join(rig.dir, 'leak.gz'), KEPT)
    answered.push(JSON.stringify({ leak: NAME }))
    logged.push(`contact of ${createHash('sha256').update(PHONE).digest('hex')}`)
    const found = hits(await everything())
    for (const place of ['log {', 'state {', 'changes ', '{"liandong":"backup"', '{"leak"', 'contact of']) expect(found.some((f) => f.startsWith(place)), place).toBe(true)
  })
})
