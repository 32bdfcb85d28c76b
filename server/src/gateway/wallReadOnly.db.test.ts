import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOORS } from '@liandong/shared/access/policy'
import { DECIDERS } from '@liandong/shared/areas'
import { SOCKET_PATH, type CommandAnswer } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import { readConfig } from '../config'
import { hashOfToken } from '../features/access/tokens'
import { silentLog } from '../platform/log'
import { openDatabase, type Database } from '../platform/postgres'
import { startServer, type Running } from '../server'

/** Battery A8: whoever holds a wall's seat, by whichever door and message, changes nothing. */
const TOKEN = 'w'.repeat(43)
const WALL = 'wall-hall'
let db: Database
let server: Running
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liandong-readonly-'))
  // As root the database runs as another user, who must be able to pass through.
  chmodSync(folder, 0o711)
  // One that syncs: a server takes no other.
  db = await openDatabase({ dataDir: join(folder, 'database'), log: silentLog() })
  server = await startServer(readConfig({ PORT: '0', INNER_PORT: '0', DATABASE_URL: db.url, DATA_DIR: join(folder, 'data'), TLS: 'off', LOG_LEVEL: 'silent' }))
  await server.engine.submit({ id: 'the-wall', type: 'PutDevice', body: { deviceId: WALL, after: { kind: 'wall', name: '一号屏', place: '指挥大厅', active: true } }, actor: { kind: 'system', id: 'test' } })
  await db.pool.query("insert into session (hash, id, device, how, created, seen, ends, address, agent) values ($1, 's-wall', $2, 'device', $3, $3, $4, '', '')", [hashOfToken(TOKEN), WALL, Date.now(), Date.now() + 3_600_000])
})
afterAll(async () => {
  await server?.stop()
  await db?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const headers = () => ({ origin: server.url, cookie: `__Host-liandong=${TOKEN}`, 'content-type': 'application/json' })
/** Everything anybody could have changed; refusals are recorded in the audit, and sessions remember when they were touched. */
async function everything(): Promise<string> {
  const { rows } = await db.pool.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'audit%' and tablename not in ('node_place') order by 1")
  const texts = await Promise.all(rows.map(async ({ name }) => `${name} ${(await db.pool.query<{ h: string }>(
    `select count(*)::text || ' ' || coalesce(md5(string_agg(t, ',' order by t)), '') as h from (select (to_jsonb(x) - 'seen' - 'used' - 'refused')::text as t from "${name}" x) y`)).rows[0]!.h}`))
  return [server.engine.position, ...texts].join('\n')
}
const COMMANDS = ['PutRecords', ...DECIDERS.map((d) => d.type)]
const command = (type: string, n: number) => ({ v: 1, id: `wall-${type}-${n}`, type, body: { incidentId: 'i', orderId: 'o', deviceId: WALL, personId: 'p', placeText: 'x', kindId: 'residential-fire', source: '110' } })

/** Bodies that would do something for whoever may. */
const BODIES: readonly object[] = [
  {}, { id: 'wall-tries-1', name: 'x', place: 'x', active: false }, { code: '22222222', name: 'x', place: 'x' }, { login: 'wall', name: 'x', id: 'wall-tries-2', rights: { roles: ['sec_admin'], post: 'administrator', areaIds: [], active: true } },
  { id: 'wall-tries-3', rights: { roles: ['sec_admin'], post: 'administrator', areaIds: [], active: true } }, { purpose: 'enrol' }, { password: 'x' }, { code: '123456' }, { old: 'x', new: 'seven bridges, one well' },
  { contact: '13800000000', name: 'x' }, { reason: 'x' }, { commands: COMMANDS.map((t) => command(t, 1)) }, command('ReportIncident', 2), { login: 'x', password: 'x' }, { token: 'x' }, { persona: 'desk' },
]
const CHANGING = Object.keys(DOORS).filter((d) => !d.startsWith('GET ') && !d.includes('/demo/'))

it('the table has doors that change something', () => expect(CHANGING.length).toBeGreaterThan(20))

it('sees the wall’s picture', async () => {
  const answer = await fetch(`${server.url}/api/session`, { headers: headers() })
  expect([answer.status, await answer.json()]).toMatchObject([200, { wall: WALL, mask: 'wall' }])
  expect((await fetch(`${server.url}/api/district`, { headers: headers() })).status).toBe(200)
})

describe('with a wall’s seat', () => {
  it.each(CHANGING)('%s changes nothing', async (door) => {
    const [method, path] = door.split(' ') as [string, string]
    const url = server.url + path.replace(':id', WALL).replace(':ref', 'sealed-x')
    const before = await everything()
    for (const payload of BODIES) {
      const answer = await fetch(url, { method, headers: headers(), body: JSON.stringify(payload) })
      expect([door, payload, answer.status >= 400, answer.status < 500]).toEqual([door, payload, true, true])
    }
    expect(await everything()).toBe(before)
  })

  it('no method it may not have either, nor what others may read', async () => {
    const before = await everything()
    const own = new Set(['GET /api/openapi.json', 'GET /api/district', 'GET /map/:district/:file', 'GET /api/days', 'GET /api/statistics/phases', 'GET /api/session'])
    for (const door of Object.keys(DOORS).filter((d) => d.startsWith('GET /api') && DOORS[d] !== 'open' && !own.has(d))) {
      const answer = await fetch(server.url + door.slice(4).replace(':id', 'x'), { headers: headers() })
      expect([door, answer.status]).toEqual([door, door === 'GET /api/sessions' ? 401 : 403])
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await fetch(`${server.url}/api/incidents/x/file`, { method, headers: headers(), body: '{}' })).status).toBe(404)
    expect(await everything()).toBe(before)
  })

  it.each(['wall', 'desk', 'liaison'])('no message of a socket that asks for the mask %s', async (mask) => {
    const before = await everything()
    const socket = io(server.url, { path: SOCKET_PATH, transports: ['websocket'], parser, reconnection: false, forceNew: true, auth: { v: 1, mask, tracks: true }, extraHeaders: headers() })
    const greeting = await new Promise<{ mask: string }>((resolve, reject) => { socket.on('hello', resolve); socket.on('connect_error', reject) })
    expect(greeting.mask).toBe('wall')
    const say = (name: string, ...args: unknown[]): Promise<CommandAnswer> => socket.timeout(5000).emitWithAck(name, ...args) as Promise<CommandAnswer>
    for (const type of COMMANDS) expect(await say('command', command(type, 3))).toEqual({ ok: false, rejected: 'read-only', detail: {} })
    for (const name of ['snapshot', 'changes', 'hello', 'tracks', 'put', 'submit', 'join', 'bye', 'disconnecting!']) expect(await say(name, { a: 1 })).toMatchObject({ ok: false, rejected: 'unknown-message' })
    socket.emit('resync', { position: 0, epoch: 'x' })
    expect(await say('command', command('PutDevice', 4), 'more')).toMatchObject({ ok: false })
    socket.close()
    expect(await everything()).toBe(before)
  })
})
