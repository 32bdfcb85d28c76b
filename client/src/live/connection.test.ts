import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { documentHash, hashText } from '@liandong/shared/wire/stateHash'
import { SOCKET_PATH, type Handshake, type Hello } from '@liandong/shared/wire/messages'
import { Decoder, Encoder, Raw } from '@liandong/shared/wire/parser'
import { createLine, type Line, type LineEvents } from './connection'
import { Mirror } from './mirror'
import { browserTimers } from './timers'

/** A real Socket.IO server on a free port; only its answers are scripted. */
let http: HttpServer
let server: Server
let line: Line | undefined
let sockets: Socket[]

const hello: Hello = {
  v: 1, epoch: 'e1', position: 3, at: 1_800_000_000_000, clock: { mode: 'system', rate: 1, source: null }, build: 'test', mask: 'wall',
  district: 'wucheng', demo: false, heartbeatMs: 5000, tracksTickMs: 250, groups: ['all'],
}
const say = (s: Socket, event: string, header: object, lines = '') => s.emit(event, new Raw(JSON.stringify(header) + lines))
const greet = (s: Socket) => {
  s.emit('hello', hello)
  say(s, 'snapshot', { epoch: 'e1', position: 3, piece: 0, last: true }, '\n+a:1\t{"v":3}')
}

beforeEach(async () => {
  sockets = []
  http = createServer()
  server = new Server(http, { path: SOCKET_PATH, transports: ['websocket'], parser: { Encoder, Decoder } })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
})
afterEach(async () => {
  line?.stop()
  await server.close()
})

/** A line to the server whose events are recorded. */
function dial(mirror = new Mirror(), timers = browserTimers) {
  const events = { hello: vi.fn(), stamped: vi.fn(), mirrored: vi.fn(), tracks: vi.fn(), regrouped: vi.fn(), signedOut: vi.fn(), connected: vi.fn(), disconnected: vi.fn() } satisfies LineEvents
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  line = createLine({ url, mask: 'wall', mirror, timers, wallClock: Date.now, random: () => 0, tracks: true, events })
  return { events, mirror, line }
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 5 })

it('greets with what it has, mirrors, and comes back by itself from where it was', async () => {
  server.on('connection', (s) => {
    sockets.push(s)
    if (sockets.length === 1) greet(s)
    else s.emit('hello', hello)
  })
  const { line, mirror, events } = dial()
  await until(() => expect(mirror.text('a:1')).toBe('{"v":3}'))
  expect(line.state.value).toMatchObject({ state: 'live', epoch: 'e1', attempts: 0 })
  expect(events.stamped).toHaveBeenCalledWith(hello.at, 1)
  sockets[0]!.conn.close()
  await until(() => expect(line.state.value.state).toBe('lost'))
  await until(() => expect(sockets).toHaveLength(2))
  expect(sockets[1]!.handshake.auth as Handshake).toEqual({ v: 1, mask: 'wall', tracks: true, epoch: 'e1', position: 3 })
  await until(() => expect(line.state.value.state).toBe('live'))
  expect(mirror.text('a:1')).toBe('{"v":3}')
})

it('asks for what is missing, and for everything when the hashes disagree or a line cannot be read', async () => {
  const resyncs: unknown[] = []
  server.on('connection', (s) => {
    sockets.push(s)
    s.on('resync', (m) => resyncs.push(m))
    greet(s)
  })
  const { mirror } = dial()
  await until(() => expect(mirror.position).toBe(3))
  say(sockets[0]!, 'changes', { from: 5, to: 6, at: hello.at, rate: 1 })
  await until(() => expect(resyncs).toEqual([{ epoch: 'e1', position: 3 }]))
  say(sockets[0]!, 'changes', { from: 3, to: 6, at: hello.at, rate: 1, hash: hashText(documentHash('a:1', '{"v":6}')) }, '\n+a:1\t{"v":6}')
  await until(() => expect(mirror.equal).toBe(true))
  say(sockets[0]!, 'changes', { from: 6, to: 6, at: hello.at, rate: 1, hash: 'other' })
  await until(() => expect(resyncs.at(-1)).toEqual({}))
  expect(mirror.equal).toBe(false)
  say(sockets[0]!, 'snapshot', { epoch: 'e1', position: 6, piece: 0, last: true }, '\n+a:1\t{"v":6}')
  say(sockets[0]!, 'changes', { from: 6, to: 6, at: hello.at, rate: 1, hash: hashText(documentHash('a:1', '{"v":6}')) })
  await until(() => expect(mirror.equal).toBe(true))
  say(sockets[0]!, 'changes', { from: 6, to: 7, at: hello.at, rate: 1 }, '\n?nonsense')
  await until(() => expect(resyncs).toHaveLength(3))
})

it('asks anew when what comes after a while is not the next piece of the picture it waits for', async () => {
  const resyncs: unknown[] = []
  server.on('connection', (s) => {
    sockets.push(s)
    s.on('resync', (m) => resyncs.push(m))
    s.emit('hello', hello)
    say(s, 'snapshot', { epoch: 'e1', position: 3, piece: 0, last: false }, '\n+a:1\t{"v":3}')
  })
  let skew = 0
  const { events, mirror } = dial(new Mirror(), { ...browserTimers, now: () => browserTimers.now() + skew })
  await until(() => expect(mirror.arriving).toBe(true))
  say(sockets[0]!, 'changes', { from: 3, to: 3, at: hello.at, rate: 1 })
  await until(() => expect(events.stamped).toHaveBeenCalledTimes(2))
  expect(resyncs).toEqual([])
  skew = 2_500
  say(sockets[0]!, 'changes', { from: 3, to: 3, at: hello.at + 4000, rate: 1 })
  await until(() => expect(resyncs).toEqual([{}]))
  say(sockets[0]!, 'snapshot', { epoch: 'e1', position: 3, piece: 0, last: true }, '\n+a:1\t{"v":3}')
  await until(() => expect(mirror.text('a:1')).toBe('{"v":3}'))
})

it('knows since when the server can record nothing, and that it can again', async () => {
  server.on('connection', (s) => {
    sockets.push(s)
    greet(s)
  })
  const { line, mirror } = dial()
  await until(() => expect(mirror.position).toBe(3))
  expect(line.state.value.unrecordedSince).toBeNull()
  for (const at of [hello.at + 1, hello.at + 2]) say(sockets[0]!, 'changes', { from: 3, to: 3, at, rate: 1, unrecorded: true })
  await until(() => expect(line.state.value.unrecordedSince).toBe(hello.at + 1))
  say(sockets[0]!, 'changes', { from: 3, to: 3, at: hello.at + 3, rate: 1 })
  await until(() => expect(line.state.value.unrecordedSince).toBeNull())
})

it('takes a second hello for a moved clock, not for a new connection', async () => {
  server.on('connection', (s) => {
    sockets.push(s)
    greet(s)
  })
  const { events, line, mirror } = dial()
  await until(() => expect(mirror.position).toBe(3))
  sockets[0]!.emit('hello', { ...hello, at: hello.at + 3_600_000, clock: { mode: 'scenario', rate: 60, source: 'demo' } })
  await until(() => expect(line.state.value.scenario).toEqual({ rate: 60, source: 'demo' }))
  expect(events.stamped).toHaveBeenLastCalledWith(hello.at + 3_600_000, 60)
  expect(events.hello).toHaveBeenCalledTimes(1)
})

it('empties itself when the sign-in ends, and is let in again after another', async () => {
  let signedIn = true
  server.use((_s, next) => next(signedIn ? undefined : new Error('unauthorised')))
  server.on('connection', (s) => {
    sockets.push(s)
    greet(s)
  })
  const { events, line, mirror } = dial()
  await until(() => expect(mirror.text('a:1')).toBe('{"v":3}'))
  signedIn = false
  sockets[0]!.emit('bye', { why: 'signed-out' })
  await until(() => expect(line.state.value.state).toBe('out'))
  expect(mirror.size).toBe(0)
  expect(mirror.epoch).toBeNull()
  expect(events.signedOut).toHaveBeenCalledTimes(1)
  line.reconnect()
  await until(() => expect(events.signedOut).toHaveBeenCalledTimes(2))
  expect(line.state.value.state).toBe('out')
  signedIn = true
  line.reconnect()
  await until(() => expect(mirror.text('a:1')).toBe('{"v":3}'))
  expect(line.state.value.state).toBe('live')
})

it('sends commands and hears their answers; frames arrive as bytes', async () => {
  server.on('connection', (s) => {
    sockets.push(s)
    s.on('command', (m: { id: string }, answer: (a: unknown) => void) => answer({ ok: true, position: 9, replayed: false, answer: { id: m.id } }))
    greet(s)
    s.emit('tracks', new Uint8Array([0x54, 1, 2]))
  })
  const { events, line } = dial()
  await until(() => expect(events.tracks).toHaveBeenCalled())
  expect([...(events.tracks.mock.calls[0]![0] as Uint8Array)]).toEqual([0x54, 1, 2])
  const answer = await new Promise((done) => line.send({ v: 1, id: 'c-1', type: 'ReportIncident', body: {} }, done))
  expect(answer).toMatchObject({ ok: true, answer: { id: 'c-1' } })
})
