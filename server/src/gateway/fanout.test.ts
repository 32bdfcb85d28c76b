import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as parser from '@liandong/shared/wire/parser'
import { Server, type Socket } from 'socket.io'
import { io as connect, type Socket as Client } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FanoutAdapter, isBehind, joinTracks, leaveTracks, queuedBytes, sendShared, sendTracks, trackRoom } from './fanout'
import { wsFrame } from './wsFrame'

let http: ReturnType<typeof createServer>
let io: Server
let clients: Client[]
beforeEach(async () => {
  clients = []
  http = createServer()
  io = new Server(http, { transports: ['websocket'], parser, perMessageDeflate: false, adapter: FanoutAdapter, serveClient: false })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterEach(async () => {
  for (const c of clients) c.disconnect()
  await io.close()
})

/** A viewer over a real socket, and its end on the server. */
async function viewer(): Promise<{ client: Client; socket: Socket; got: [string, unknown][] }> {
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'], parser, forceNew: true, reconnection: false })
  clients.push(client)
  const got: [string, unknown][] = []
  client.onAny((name: string, body: unknown) => got.push([name, body instanceof Uint8Array ? [...body.subarray(0, 3)] : body]))
  const [[socket]] = (await Promise.all([once(io, 'connection'), new Promise<void>((done) => client.once('connect', done))])) as [[Socket], void]
  return { client, socket, got }
}

/** Waits until something holds, turn by turn. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((r) => setImmediate(r))
}

const frame = (n: number, size = 3): Uint8Array => {
  const bytes = new Uint8Array(size)
  bytes.set([parser.TRACKS_CODE, 0x10, n])
  return bytes
}
/** The client's end of the wire, to stop and resume reading. */
const wireOf = (client: Client) =>
  (client.io.engine as unknown as { transport: { ws: { _socket: { pause(): void; resume(): void } } } }).transport.ws._socket

it('encodes a shared piece once, whoever is sent it, and keeps its place among other messages', async () => {
  const [a, b] = [await viewer(), await viewer()]
  const adapter = io.of('/').adapter as unknown as { encoder: { encode(packet: { data?: unknown[] }): unknown[] } }
  const encode = adapter.encoder.encode.bind(adapter.encoder)
  let encoded = 0
  adapter.encoder.encode = (packet) => { if (packet.data?.[0] === 'snapshot') encoded++; return encode(packet) }
  const piece = new parser.Raw(`{"piece":"${'八一北街'.repeat(40_000)}"}`)
  for (const { socket } of [a, b]) {
    socket.emit('hello', { n: 1 })
    sendShared(socket, 'snapshot', piece)
    socket.emit('changes', new parser.Raw('{"from":1}'))
  }
  await until(() => a.got.length === 3 && b.got.length === 3)
  for (const { got } of [a, b]) expect(got.map(([name]) => name)).toEqual(['hello', 'snapshot', 'changes'])
  expect(b.got[1]![1]).toBe(piece.text)
  expect(encoded).toBe(1)
})

it('sends tracks, lines and plain events in order to those in the room', async () => {
  const a = await viewer(), b = await viewer()
  joinTracks(a.socket, 'all', () => frame(1))
  sendTracks(io, 'all', frame(2), () => null)
  io.emit('changes', new parser.Raw('{"from":1}'))
  sendTracks(io, 'all', frame(3, 70_000), () => null)
  io.to(trackRoom('all')).emit('tracks', frame(4, 300))
  io.emit('note', { n: 1 })
  await until(() => a.got.length === 6 && b.got.length === 2)
  expect(a.got).toEqual([
    ['tracks', [0x54, 0x10, 1]], ['tracks', [0x54, 0x10, 2]], ['changes', '{"from":1}'], ['tracks', [0x54, 0x10, 3]],
    ['tracks', [0x54, 0x10, 4]], ['note', { n: 1 }],
  ])
  expect(b.got).toEqual([['changes', '{"from":1}'], ['note', { n: 1 }]])
  leaveTracks(a.socket, 'all')
  sendTracks(io, 'all', frame(5), () => null)
  io.emit('note', { n: 2 })
  await until(() => a.got.length === 7)
  expect(a.got.at(-1)).toEqual(['note', { n: 2 }])
})

it('frames a broadcast once, whatever the number of sockets', async () => {
  const all = [await viewer(), await viewer(), await viewer()]
  const frames = new Set<unknown>()
  for (const v of all) {
    joinTracks(v.socket, 'all', () => null)
    const sender = (v.socket.conn.transport as unknown as { socket: { _sender: { sendFrame(list: Buffer[], done?: () => void): void } } }).socket._sender
    const send = sender.sendFrame.bind(sender)
    sender.sendFrame = (list, done) => {
      frames.add(list)
      send(list, done)
    }
  }
  sendTracks(io, 'all', frame(1), () => null)
  expect(frames.size).toBe(1)
  expect([...frames][0]).toEqual([wsFrame(frame(1), 2)])
  io.emit('changes', new parser.Raw('x'))
  await until(() => all.every((v) => v.got.length === 2))
  expect(frames.size).toBe(2)
})

it('skips frames for a socket that lags and gives it the newest state when it drains', async () => {
  const slow = await viewer(), quick = await viewer()
  for (const v of [slow, quick]) joinTracks(v.socket, 'all', () => frame(0))
  await until(() => slow.got.length === 1)
  wireOf(slow.client).pause()
  let n = 0
  const full = () => frame(200)
  while (!isBehind(slow.socket)) {
    sendTracks(io, 'all', frame(1, 60_000), full)
    n++
    await new Promise((r) => setImmediate(r))
  }
  const queued = queuedBytes(slow.socket)
  for (let i = 0; i < 50; i++) sendTracks(io, 'all', frame(2), full)
  expect(queuedBytes(slow.socket)).toBe(queued)
  expect((io.of('/').adapter as FanoutAdapter).skipped).toBe(50)
  wireOf(slow.client).resume()
  await until(() => quick.got.length === n + 51)
  await until(() => (slow.got.at(-1)?.[1] as number[])[2] === 200)
  expect(slow.got).toHaveLength(n + 2)
  sendTracks(io, 'all', frame(3), full)
  await until(() => slow.got.length === n + 3)
  expect(slow.got.at(-1)).toEqual(['tracks', [0x54, 0x10, 3]])
})

it('cuts off a socket whose queue grows by more than 1 MiB', async () => {
  const slow = await viewer(), quick = await viewer()
  await until(() => slow.socket.connected)
  wireOf(slow.client).pause()
  const ended = new Promise<string>((done) => slow.socket.once('disconnect', done))
  const text = 'x'.repeat(60_000)
  while (slow.socket.connected) {
    io.emit('changes', new parser.Raw(text))
    await new Promise((r) => setImmediate(r))
  }
  expect(await ended).toMatch(/^transport /)
  expect((io.of('/').adapter as FanoutAdapter).cut).toBe(1)
  expect(quick.socket.connected).toBe(true)
})

it('leaves a socket alone that takes a large snapshot', async () => {
  const v = await viewer()
  const text = 'x'.repeat(60_000)
  for (let i = 0; i < 60; i++) v.socket.emit('snapshot', new parser.Raw(text))
  io.emit('changes', new parser.Raw('1'))
  io.emit('changes', new parser.Raw('2'))
  await until(() => v.got.length === 62)
  expect(v.socket.connected).toBe(true)
})

it.each([0, 125, 126, 65_535, 65_536])('a frame of %i bytes has the right header', (n) => {
  const f = wsFrame(new Uint8Array(n), 2)
  const head = n < 126 ? [0x82, n] : n < 65_536 ? [0x82, 126, n >> 8, n & 255] : [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]
  expect([...f.subarray(0, head.length)]).toEqual(head)
  expect(f.length).toBe(head.length + n)
})
