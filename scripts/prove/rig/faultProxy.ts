import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { FrameSplitter } from './wsFrames'

/** Which way bytes run: `up` to the server, `down` to the client. */
export type Way = 'up' | 'down'

/** What becomes of one message on its way down. */
export type Fate = 'pass' | 'drop' | 'twice' | 'behind'

interface Leg {
  client: Socket
  server: Socket
  /** A message that waits until the next one has gone by. */
  behind: Buffer | null
}

/**
 * A TCP proxy that can hurt what runs through it: latency, stalls, a black hole in one direction, an end, a reset, a
 * half-open connection, a refused door; and single WebSocket messages lost, doubled or out of order on their way down.
 */
export class FaultProxy {
  /** Port of the server behind; may change when it comes back elsewhere. */
  target = 0
  /** Milliseconds each chunk waits. */
  latencyMs = 0
  /** Refuses whoever comes. */
  closed = false
  /** Asked for each text message on its way down. */
  fate: (text: string) => Fate = () => 'pass'
  /** Every message lost, doubled and passed by another one, and every connection taken. */
  readonly counts = { drop: 0, twice: 0, behind: 0, connections: 0 }
  private readonly legs = new Set<Leg>()
  private readonly held: Record<Way, (() => void)[] | null> = { up: null, down: null }
  private readonly swallowing = new Set<Leg>()

  private constructor(private readonly listener: Server) {
    listener.on('connection', (client) => this.take(client))
  }

  /** Opens a proxy on a free port of this machine. */
  static async open(target: number): Promise<FaultProxy> {
    const listener = createServer({ noDelay: true })
    const proxy = new FaultProxy(listener)
    proxy.target = target
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return proxy
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port
  }

  private take(client: Socket): void {
    client.on('error', () => undefined)
    if (this.closed || this.target === 0) return void client.resetAndDestroy()
    const server = connect({ port: this.target, host: '127.0.0.1', noDelay: true })
    const leg: Leg = { client, server, behind: null }
    server.on('error', () => client.destroy())
    this.legs.add(leg)
    this.counts.connections++
    const frames = new FrameSplitter()
    client.on('data', (chunk: Buffer) => this.forward(leg, 'up', () => server.write(chunk)))
    server.on('data', (chunk: Buffer) => {
      for (const part of frames.push(chunk)) this.down(leg, part.bytes, part.text)
    })
    client.on('close', () => this.forward(leg, 'up', () => server.destroy()))
    server.on('close', () => this.forward(leg, 'down', () => { this.legs.delete(leg); client.destroy() }))
  }

  private down(leg: Leg, bytes: Buffer, text: string | null): void {
    const fate = text === null ? 'pass' : this.fate(text)
    if (fate !== 'pass') this.counts[fate]++
    if (fate === 'drop') return
    if (fate === 'behind' && leg.behind === null) return void (leg.behind = bytes)
    const late = leg.behind
    leg.behind = null
    const all = fate === 'twice' ? [bytes, bytes] : [bytes]
    if (late) all.push(late)
    this.forward(leg, 'down', () => { for (const b of all) leg.client.write(b) })
  }

  /** Does it now, after the latency, at the release, or never. Order is kept. */
  private forward(leg: Leg, way: Way, fn: () => void): void {
    if (this.swallowing.has(leg)) return
    const held = this.held[way]
    if (held) held.push(fn)
    else if (this.latencyMs > 0) setTimeout(fn, this.latencyMs)
    else fn()
  }

  /** The network stands still: nothing is lost, nothing arrives until `release`. */
  hold(way: Way): void {
    this.held[way] ??= []
  }

  release(): void {
    for (const way of ['up', 'down'] as const) {
      const waiting = this.held[way]
      this.held[way] = null
      for (const fn of waiting ?? []) fn()
    }
  }

  /** Whatever runs now vanishes from here on, and nobody is told. Later connections pass. */
  blackHole(): void {
    for (const leg of this.legs) this.swallowing.add(leg)
  }

  /** The server's side ends; the client is never told. */
  halfOpen(): void {
    this.blackHole()
    for (const leg of this.legs) leg.server.destroy()
  }

  /** Ends every connection in good order. */
  cut(): void {
    this.each((leg) => { leg.client.end(); leg.server.end() })
  }

  /** Ends every connection with a reset. */
  reset(): void {
    this.each((leg) => { leg.client.resetAndDestroy(); leg.server.resetAndDestroy() })
  }

  private each(fn: (leg: Leg) => void): void {
    for (const leg of this.legs) {
      this.legs.delete(leg)
      fn(leg)
    }
  }

  /** Everything passes again; a message that was left behind is lost with its connection. */
  heal(): void {
    this.closed = false
    this.latencyMs = 0
    this.fate = () => 'pass'
    this.release()
  }

  async close(): Promise<void> {
    this.each((leg) => { leg.client.destroy(); leg.server.destroy() })
    this.listener.close()
    await once(this.listener, 'close')
  }
}
