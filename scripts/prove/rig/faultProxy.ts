import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Lane, type LaneTerms } from './lane'
import { FrameSplitter } from './wsFrames'

/** Which way bytes run: `up` to the server, `down` to the client. */
export type Way = 'up' | 'down'

/** What becomes of one message on its way down. */
export type Fate = 'pass' | 'drop' | 'twice' | 'behind'

interface Leg {
  client: Socket
  server: Socket
  lanes: Record<Way, Lane>
  /** Ways on which everything vanishes for good: a stream with a hole in it can't go on. */
  dead: Set<Way>
  /** A message that waits until the next one has gone by. */
  behind: Buffer | null
}

/**
 * A TCP proxy that can hurt what runs through it: latency and jitter, a narrow line, slices, stalls, a black hole in one or both
 * directions, a one-way cut, an end, a slow close, a reset, a half-open connection, a refused door; and single WebSocket
 * messages lost, doubled or out of order on their way down. Its times are real milliseconds.
 */
export class FaultProxy {
  /** Port of the server behind; may change when it comes back elsewhere. */
  target = 0
  /** Milliseconds each chunk waits. */
  latencyMs = 0
  /** Each chunk waits up to so much longer; order is kept. */
  jitterMs = 0
  /** Bytes a second that each connection carries down (up); 0 is any. The sender feels it: no more than 64 KiB wait here. */
  bandwidth: Record<Way, number> = { up: 0, down: 0 }
  /** Longest piece that is written at once; 0 is any. */
  sliceBytes = 0
  /** How long the other side isn't told that one side has closed. */
  slowCloseMs = 0
  /** Refuses whoever comes. */
  closed = false
  /** 0 ≤ random < 1, for the jitter. */
  random: () => number = Math.random
  /** Asked for each text message on its way down. */
  fate: (text: string) => Fate = () => 'pass'
  /** Told of everyone who knocks, also those who are refused. */
  knocked: () => void = () => undefined
  /** Every message lost, doubled and passed by another one, and every connection taken. */
  readonly counts = { drop: 0, twice: 0, behind: 0, connections: 0 }
  private readonly legs = new Set<Leg>()
  private readonly held = new Set<Way>()
  private readonly oneWay = new Set<Way>()

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
    this.knocked()
    if (this.closed || this.target === 0) return void client.resetAndDestroy()
    const server = connect({ port: this.target, host: '127.0.0.1', noDelay: true })
    const dead = new Set(this.oneWay)
    const lanes = {
      up: new Lane(client, server, () => this.terms('up', dead)),
      down: new Lane(server, client, () => this.terms('down', dead)),
    }
    const leg: Leg = { client, server, lanes, dead, behind: null }
    server.on('error', () => client.destroy())
    this.legs.add(leg)
    this.counts.connections++
    const frames = new FrameSplitter()
    client.on('data', (chunk: Buffer) => lanes.up.send(chunk))
    server.on('data', (chunk: Buffer) => {
      for (const part of frames.push(chunk)) this.down(leg, part.bytes, part.text)
    })
    client.on('close', () => lanes.up.afterwards(() => server.destroy(), this.slowCloseMs))
    server.on('close', () => lanes.down.afterwards(() => { this.legs.delete(leg); client.destroy() }, this.slowCloseMs))
  }

  private terms(way: Way, dead: ReadonlySet<Way>): LaneTerms {
    const delayMs = this.latencyMs + (this.jitterMs > 0 ? this.random() * this.jitterMs : 0)
    return { held: this.held.has(way), lost: dead.has(way), delayMs, bytesPerSecond: this.bandwidth[way], sliceBytes: this.sliceBytes }
  }

  private down(leg: Leg, bytes: Buffer, text: string | null): void {
    const fate = text === null ? 'pass' : this.fate(text)
    if (fate !== 'pass') this.counts[fate]++
    if (fate === 'drop') return
    if (fate === 'behind' && leg.behind === null) return void (leg.behind = bytes)
    const late = leg.behind
    leg.behind = null
    leg.lanes.down.send(bytes)
    if (fate === 'twice') leg.lanes.down.send(bytes)
    if (late) leg.lanes.down.send(late)
  }

  /** The network stands still: nothing is lost, nothing arrives until `release`. */
  hold(way: Way): void {
    this.held.add(way)
  }

  release(): void {
    this.held.clear()
    for (const leg of this.legs) for (const lane of Object.values(leg.lanes)) lane.run()
  }

  /** Whatever runs now (on this way) vanishes from here on, and nobody is told. Later connections pass. */
  blackHole(way?: Way): void {
    for (const leg of this.legs) {
      for (const w of way ? [way] : (['up', 'down'] as const)) {
        leg.dead.add(w)
        leg.lanes[w].stop()
      }
    }
  }

  /** One way is cut for those who are connected and for those who come, until `heal`; the other way goes on. */
  cutOneWay(way: Way): void {
    this.oneWay.add(way)
    this.blackHole(way)
  }

  /** Both ways again for those who come; who lost a part of what ran stays lost. */
  mendOneWay(): void {
    this.oneWay.clear()
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
      leg.lanes.up.stop()
      leg.lanes.down.stop()
      fn(leg)
    }
  }

  /** Everything passes again, at once; a message that was left behind, or vanished, is lost with its connection. */
  heal(): void {
    this.closed = false
    this.latencyMs = this.jitterMs = this.sliceBytes = this.slowCloseMs = 0
    this.bandwidth = { up: 0, down: 0 }
    this.fate = () => 'pass'
    this.mendOneWay()
    this.held.clear()
    for (const leg of this.legs) for (const lane of Object.values(leg.lanes)) lane.hurry()
  }

  async close(): Promise<void> {
    this.each((leg) => { leg.client.destroy(); leg.server.destroy() })
    this.listener.close()
    await once(this.listener, 'close')
  }
}
