import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultProxy } from './faultProxy'

let server: Server
let proxy: FaultProxy
let sockets: Socket[]
/** What is done with each connection that reaches the server. */
let serve: (s: Socket) => void

beforeEach(async () => {
  sockets = []
  serve = (s) => s.on('data', (bytes: Buffer) => s.write(bytes))
  server = createServer((s) => { sockets.push(s.on('error', () => undefined)); serve(s) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await FaultProxy.open((server.address() as AddressInfo).port)
})
afterEach(async () => {
  await proxy.close()
  for (const s of sockets) s.destroy()
  server.close()
})

/** A client through the proxy that keeps the pieces it hears. */
async function client(): Promise<{ socket: Socket; pieces: Buffer[]; heard(bytes: number): Promise<Buffer> }> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true })
  sockets.push(socket.on('error', () => undefined))
  const pieces: Buffer[] = []
  let length = 0
  socket.on('data', (b: Buffer) => { pieces.push(b); length += b.length })
  await once(socket, 'connect')
  return { socket, pieces, async heard(bytes) { while (length < bytes) await once(socket, 'data'); return Buffer.concat(pieces) } }
}

const body = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => i % 251))
const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a bad line', () => {
  it('is narrow: what goes down takes its time and arrives whole', async () => {
    proxy.bandwidth.down = 100_000
    const c = await client()
    const began = performance.now()
    c.socket.write(body(40_000))
    expect((await c.heard(40_000)).equals(body(40_000))).toBe(true)
    expect(performance.now() - began).toBeGreaterThan(350)
  })

  it('is narrow, and the sender feels it', async () => {
    proxy.bandwidth.down = 1_000
    serve = (s) => void s.write(Buffer.alloc(32 * 1024 * 1024))
    const c = await client()
    await c.heard(1)
    await quiet(300)
    expect(sockets[1]!.writableLength).toBeGreaterThan(0)
    proxy.heal()
    expect((await c.heard(32 * 1024 * 1024)).length).toBe(32 * 1024 * 1024)
  })

  it('trembles and keeps the order', async () => {
    proxy.latencyMs = 5
    proxy.jitterMs = 60
    let turn = 0
    proxy.random = () => (++turn % 2 === 0 ? 0 : 0.99)
    const c = await client()
    const began = performance.now()
    for (let i = 0; i < 10; i++) {
      c.socket.write(body(100).subarray(i * 10, i * 10 + 10))
      await quiet(2)
    }
    expect((await c.heard(100)).equals(body(100))).toBe(true)
    expect(performance.now() - began).toBeGreaterThan(60)
  })

  it('loses its latency and keeps the order', async () => {
    proxy.latencyMs = 80
    const c = await client()
    c.socket.write(body(20).subarray(0, 10))
    await quiet(20)
    proxy.latencyMs = 0
    c.socket.write(body(20).subarray(10))
    expect((await c.heard(20)).equals(body(20))).toBe(true)
  })

  it('cuts into slices', async () => {
    proxy.sliceBytes = 7
    const c = await client()
    c.socket.write(body(2_000))
    expect((await c.heard(2_000)).equals(body(2_000))).toBe(true)
    expect(c.pieces.length).toBeGreaterThan(10)
  })

  it('closes slowly: the other side is told late', async () => {
    proxy.slowCloseMs = 200
    const c = await client()
    c.socket.write('hello')
    await c.heard(5)
    const began = performance.now()
    sockets[1]!.end()
    await once(c.socket, 'close')
    expect(performance.now() - began).toBeGreaterThan(190)
  })

  it.each(['up', 'down'] as const)('is cut one way, %s, for who is there and who comes, until it heals', async (way) => {
    const heard: string[] = []
    serve = (s) => { s.write('welcome'); s.on('data', (b: Buffer) => { heard.push(b.toString()); s.write('answer') }) }
    const early = await client()
    await early.heard(7)
    proxy.cutOneWay(way)
    const late = await client()
    for (const c of [early, late]) c.socket.write('asked')
    await quiet(150)
    expect(heard.join()).toBe(way === 'up' ? '' : 'asked,asked')
    expect(late.pieces.join('')).toBe(way === 'up' ? 'welcome' : '')
    expect(early.pieces.join('')).toBe('welcome')
    proxy.heal()
    const healed = await client()
    healed.socket.write('asked')
    expect((await healed.heard(13)).toString()).toBe('welcomeanswer')
    early.socket.write('asked')
    await quiet(50)
    expect(early.pieces.join('')).toBe('welcome')
  })

  it('swallows what runs now and lets others by', async () => {
    const early = await client()
    early.socket.write('one')
    await early.heard(3)
    proxy.blackHole()
    early.socket.write('two')
    const late = await client()
    late.socket.write('three')
    await late.heard(5)
    expect(early.pieces.join('')).toBe('one')
  })
})
