import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openIngestTokens, type IngestTokens } from '../../features/access/ingestTokens'
import { Browser, nextCode, openHouse, PASSWORD, somebody, type House } from './testing/house'

let h: House
let admin: Browser
let dir: string
beforeAll(async () => {
  h = await openHouse()
  dir = await mkdtemp(join(tmpdir(), 'liandong-feeds-'))
  const source = { name: '车载定位', nameEn: 'Vehicles', contract: 'periodic', withinMs: 30_000, lostAfterMs: 120_000, maxSpeedKmh: 200, crs: 'wgs84' }
  expect((await h.engine.submit({ id: 'source', type: 'PutRecords', body: { records: [{ kind: 'source', id: 'gps', after: source }] }, actor: { kind: 'system', id: 'test' } })).ok).toBe(true)
  const system = await somebody(h, 'system.two', ['sys_admin'], { totp: true, post: 'administrator' })
  admin = new Browser(h)
  await admin.signIn('system.two', PASSWORD, nextCode(h, system))
})
afterAll(async () => {
  await h.stop()
  await rm(dir, { recursive: true })
})
beforeEach(() => void h.kept.take())
const listed = async () => ((await admin.ask('GET', '/api/devices')).body as unknown as { feeds: { id: string; active: boolean; made: number; used: number | null; refused: number | null }[] }).feeds.find((f) => f.id === 'gps')!
const rotate = async () => ((await admin.ask('POST', '/api/feeds/gps/token')).body as unknown as { token: string }).token
const anotherNode = (): Promise<IngestTokens> => openIngestTokens(h.db.pool, dir, ['gps'], { now: () => h.time.now() })

it('a rotated token is told once, and the one before is refused at once and on other nodes at their next look', async () => {
  const other = await anotherNode()
  const first = await rotate()
  await other.refresh()
  const second = await rotate()
  expect([h.tokens.sourceOf(first), h.tokens.sourceOf(second), other.sourceOf(first)]).toEqual([null, 'gps', 'gps'])
  await other.refresh()
  expect([other.sourceOf(first), other.sourceOf(second)]).toEqual([null, 'gps'])
  expect(h.kept.take()).toMatchObject([{ act: 'configuration-changed', detail: { of: 'feed:gps', what: 'rotated' } }, { act: 'configuration-changed' }])
  const kept = JSON.stringify((await h.db.pool.query('select * from ingest_token')).rows) + JSON.stringify(h.kept.all)
  for (const token of [first, second]) expect(kept).not.toContain(token)
  await expect(readFile(join(dir, 'ingest-tokens.json'), 'utf8')).rejects.toThrow()
  expect((await admin.ask('POST', '/api/feeds/none/token')).body).toMatchObject({ rejected: 'unknown-device' })
})

it('is known by when it was heard and when its old token was refused, to the minute', async () => {
  const old = await rotate()
  const token = await rotate()
  const made = h.time.now()
  const at: number[] = []
  for (const pass of [1000, 30_000, 40_000]) {
    h.time.pass(pass)
    at.push(h.time.now())
    h.tokens.sourceOf(token)
    if (pass === 1000) h.tokens.sourceOf(old)
    h.tokens.sourceOf('nobody’s')
    await h.tokens.refresh()
    const used = (await listed()).used
    expect(used).toBe(pass === 40_000 ? at[2] : at[0])
  }
  expect(await listed()).toMatchObject({ id: 'gps', active: true, made, refused: at[0] })
})

it('out of service brings nothing, whatever its token, until it is back', async () => {
  const token = await rotate()
  const put = (id: string, active: boolean) => admin.ask('PUT', '/api/devices/gps', { id, active })
  expect((await put('feed-out-1', false)).status).toBe(200)
  expect([h.tokens.sourceOf(token), (await listed()).active]).toEqual([null, false])
  const command = { v: 1, id: 'c', type: 'ReportIncident', body: {} }
  expect(await h.engine.submit({ id: 'by-feed', type: command.type, body: {}, actor: { kind: 'feed', id: 'gps' } })).toMatchObject({ ok: false })
  expect((await put('feed-in-1', true)).status).toBe(200)
  expect(h.tokens.sourceOf(token)).toBe('gps')
  expect(h.kept.take().filter((n) => n.act === 'device-revoked')).toHaveLength(1)
})
