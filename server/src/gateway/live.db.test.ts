import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine'
import { engineMigrations } from '../engine/schema'
import { acceptedIncident, engineOn, NOON, said, seedRecords, stillClock } from '../engine/testing/bench'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { openGate, Screen } from './testing/gate'

let db: Database
let engine: Engine
let gate: Awaited<ReturnType<typeof openGate>>
const clock = stillClock(NOON)
const screens: Screen[] = []
const open = (...args: [auth?: object, options?: object]) => {
  const s = new Screen(gate.url, ...args)
  screens.push(s)
  return s
}
const caughtUp = (s: Screen) => s.until(() => s.position === engine.position)
const report = (placeText: string) => engine.submit(said('ReportIncident', { kindId: 'dispute', placeText, text: '秘而不宣', source: 'grid' }))

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  engine = engineOn(db, clock)
  await engine.open()
  await seedRecords(engine)
  gate = await openGate(engine, clock.now)
})
afterEach(() => { for (const s of screens.splice(0)) s.close() })
afterAll(async () => {
  await gate.stop()
  await engine.stop()
  await db.stop()
})

describe('a screen', () => {
  it('is greeted, gets the whole picture, and then each change after its commit', async () => {
    const s = open()
    await caughtUp(s)
    expect(s.hello).toMatchObject({ v: 1, epoch: engine.epoch, mask: 'desk', district: 'wucheng', clock: { mode: 'system' } })
    expect(s.snapshots).toBe(1)
    const answer = await report('一')
    await caughtUp(s)
    expect(s.docs.has(`incident:${answer.ok ? answer.answer.incidentId : ''}`)).toBe(true)
    expect(s.faults).toEqual([])
  })

  it('holds exactly what the server says it should hold, by state hash, under each mask', async () => {
    const [desk, wall] = [open({ mask: 'desk' }), open({ mask: 'wall' })]
    await Promise.all([caughtUp(desk), caughtUp(wall)])
    for (let i = 0; i < 5; i++) await report(`第 ${i} 处`)
    gate.beat()
    await Promise.all([desk, wall].map((s) => s.until(() => s.told?.position === engine.position)))
    expect(desk.hashText).toBe(desk.told!.hash)
    expect(wall.hashText).toBe(wall.told!.hash)
    expect(desk.hashText).not.toBe(wall.hashText)
    expect([...wall.docs.values()].join()).not.toContain('秘而不宣')
    expect([...desk.docs.values()].join()).toContain('秘而不宣')
  })

  it('that comes back gets only what it missed', async () => {
    const s = open()
    await caughtUp(s)
    s.close()
    await report('离线时')
    const back = open({ epoch: s.epoch!, position: s.position })
    back.position = s.position
    for (const [r, t] of s.docs) (back as unknown as { put(r: string, t: string): void }).put(r, t)
    await caughtUp(back)
    expect(back.snapshots).toBe(0)
    expect(back.hashText).toBe(back.told!.hash)
  })

  it('of another epoch gets a snapshot', async () => {
    const s = open({ epoch: 'before-the-restore', position: engine.position })
    await caughtUp(s)
    expect(s.snapshots).toBe(1)
  })

  it('is told at once that nothing can be recorded, and that it can again', async () => {
    const s = open()
    await caughtUp(s)
    engine.outage.begin('disk-full')
    await s.until(() => s.unrecorded)
    const late = open()
    await late.until(() => late.position === engine.position)
    gate.beat()
    await late.until(() => late.unrecorded)
    await engine.outage.look()
    await Promise.all([s, late].map((x) => x.until(() => !x.unrecorded)))
    expect([...s.faults, ...late.faults]).toEqual([])
  })

  it('may ask again', async () => {
    const s = open()
    await caughtUp(s)
    s.socket.emit('resync', {})
    await s.until(() => s.snapshots === 2)
  })
})

describe('the wire’s door', () => {
  it('hangs up on whoever leaves its only namespace', async () => {
    const s = open()
    await caughtUp(s)
    const closed = new Promise<void>((resolve) => s.socket.io.engine.on('close', () => resolve()))
    s.socket.io.engine.write('41')
    await closed
  })
  it.each([[[]], [[{}, {}]], [[null, 1, 'x']]])('answers a command of the wrong number of arguments (%j)', async (args) => {
    const s = open()
    await caughtUp(s)
    const answer = await new Promise((resolve) => s.socket.emit('command', ...args, resolve))
    expect(answer).toMatchObject({ ok: false, rejected: 'invalid-command' })
  })

  const message = (type: string, body: object, id = `w-${Math.floor(performance.now() * 1000)}`) => ({ v: 1, id, type, body })

  it('answers a command with its position, and a wall with read-only', async () => {
    const incidentId = await acceptedIncident(engine)
    const [desk, wall] = [open(), open({ mask: 'wall' })]
    await Promise.all([caughtUp(desk), caughtUp(wall)])
    const order = message('IssueOrder', { incidentId, orgId: 'fire' })
    expect(await wall.command(order)).toMatchObject({ ok: false, rejected: 'read-only' })
    expect(await desk.command(order)).toMatchObject({ ok: true, replayed: false })
    expect(await desk.command(order)).toMatchObject({ ok: true, replayed: true })
  })

  it.each([
    ['no object', 'x', 'invalid-command'], ['no id', { v: 1, type: 'IssueOrder', body: {} }, 'invalid-command'],
    ['a field nobody knows', { v: 1, id: 'a', type: 'IssueOrder', body: {}, role: 'admin' }, 'invalid-command'],
    ['a type nobody knows', { v: 1, id: 'a', type: 'DropTables', body: {} }, 'unknown-command'],
    ['a type only the server gives', { v: 1, id: 'a', type: 'PutRecords', body: { records: [] } }, 'unknown-command'],
    ['a prototype', JSON.parse('{"v":1,"id":"a","type":"IssueOrder","body":{"__proto__":{"x":1},"incidentId":"i","orgId":"o"}}'), 'invalid-command'],
  ])('refuses %s and lives on', async (_name, raw, code) => {
    const s = open()
    await caughtUp(s)
    expect(await s.command(raw as object)).toMatchObject({ ok: false, rejected: code })
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('answers an unknown message', async () => {
    const s = open()
    await caughtUp(s)
    const answer = await new Promise((r) => s.socket.emit('teleport', 1, r))
    expect(answer).toMatchObject({ ok: false, rejected: 'unknown-message' })
  })

  it('outlives a client that sends the server’s own events', async () => {
    const s = open()
    await caughtUp(s)
    // An event named "error" would reach the socket's own error listener, with whatever the client likes.
    s.socket.emit('error')
    await s.until(() => !s.socket.connected)
    const raw = open()
    await caughtUp(raw)
    raw.socket.io.engine.write('2#disconnect\nx')
    await raw.until(() => !raw.socket.connected)
    const next = open()
    await caughtUp(next)
    expect(await next.command({ v: 1, id: 'a', type: 'DropTables', body: {} })).toMatchObject({ ok: false, rejected: 'unknown-command' })
  })

  it('masks numbers people type, and says so', async () => {
    const s = open()
    await caughtUp(s)
    const answer = await s.command(message('ReportIncident', { kindId: 'dispute', placeText: '找 13812345678', source: '110' }))
    expect(answer).toMatchObject({ ok: true, masked: true })
    await caughtUp(s)
    expect([...s.docs.values()].join()).not.toContain('13812345678')
  })

  it('refuses another origin, another host name and another version', async () => {
    const evil = open({}, { extraHeaders: { origin: 'https://evil.example' } })
    const rebound = open({}, { extraHeaders: { host: 'evil.example' } })
    const old = open({ v: 0 })
    await Promise.all([evil, rebound, old].map((s) => s.until(() => s.faults.length > 0)))
    expect([evil, rebound].every((s) => s.hello === null)).toBe(true)
    expect(old.faults[0]).toBe('wrong-version')
  })

  it('refuses more than a person can type', async () => {
    const s = open()
    await caughtUp(s)
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => s.command(message('AcceptIncident', { incidentId: 'none' }, `f-${i}`))))
    expect(answers.some((a) => !a.ok && 'rejected' in a && a.rejected === 'too-fast')).toBe(true)
  })
})

it('goes within a moment although somebody doesn’t answer the goodbye', async () => {
  const own = await openGate(engine, clock.now)
  const { port, host } = new URL(own.url)
  const silent = connect(Number(port), '127.0.0.1')
  const ended = once(silent, 'close')
  silent.write(`GET /live/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`)
  // It hears that it is connected, and never says a word.
  await once(silent, 'data')
  silent.on('data', () => undefined)
  const mute = connect(Number(port), '127.0.0.1')
  await once(mute, 'connect')
  const stopped = own.stop()
  // Engine.io has said goodbye to all of them.
  await new Promise((resolve) => setTimeout(resolve, 50))
  own.beat()
  await stopped
  await ended
  mute.destroy()
}, 15_000)
