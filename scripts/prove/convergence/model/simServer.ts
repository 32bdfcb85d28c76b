import type { Server } from 'socket.io'
import { Decoder, Encoder, type Packet } from '@liandong/shared/wire/parser'
import type { End, Link } from './link'

const CONNECT = 0, DISCONNECT = 1, EVENT = 2, ACK = 3, CONNECT_ERROR = 4

type Handler = (...args: unknown[]) => void
type Middleware = (socket: SimSocket, next: (e?: Error) => void) => void

/** One client at the server. */
class SimSocket {
  connected = true
  readonly rooms = new Set<string>()
  readonly data = {}
  readonly conn = { close: () => { this.link.hangUp('server'); this.leave() } }
  private readonly handlers = new Map<string, Handler[]>()
  private readonly any: Handler[] = []
  private readonly encoder = new Encoder()

  constructor(readonly id: string, readonly handshake: { auth: unknown; headers: object }, private readonly link: Link, private readonly server: SimServer) {}

  on(event: string, fn: Handler): void {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), fn])
  }

  onAny(fn: Handler): void {
    this.any.push(fn)
  }

  join(room: string): void {
    this.rooms.add(room)
    this.server.join(room, this.id)
  }

  emit(event: string, ...args: unknown[]): void {
    this.write({ type: EVENT, nsp: '/', data: [event, ...args] })
  }

  write(p: Packet): void {
    if (this.connected) for (const frame of this.encoder.encode(p)) this.link.send('down', frame as string)
  }

  take(p: Packet): void {
    if (p.type === DISCONNECT) return this.conn.close()
    if (p.type !== EVENT) return
    const data = p.data as unknown[]
    const args = p.id === undefined ? data.slice(1) : [...data.slice(1), (...answer: unknown[]) => this.write({ type: ACK, nsp: '/', id: p.id!, data: answer })]
    for (const fn of this.any) fn(data[0], ...args)
    for (const fn of this.handlers.get(data[0] as string) ?? []) fn(...args)
  }

  leave(): void {
    if (!this.connected) return
    this.connected = false
    this.server.leave(this)
  }
}

/** What Socket.IO's server does for the gateway, over simulated connections. */
export class SimServer {
  /** Nobody needs to be hung up on, and no upgrade ever fails. */
  readonly engine = { clients: {}, on: () => undefined }
  private readonly sockets = new Map<string, SimSocket>()
  private readonly rooms = new Map<string, Set<string>>()
  private readonly middleware: Middleware[] = []
  private welcome: Handler = () => undefined
  private readonly links = new Set<Link>()
  private open = true
  private serial = 0

  /** As the gateway wants it; only what it uses is there. */
  get asServer(): Server {
    return this as unknown as Server
  }

  use(fn: Middleware): void {
    this.middleware.push(fn)
  }

  on(_connection: string, fn: Handler): void {
    this.welcome = fn
  }

  of(): object {
    return { sockets: this.sockets, adapter: { rooms: this.rooms } }
  }

  to(room: string): { emit(event: string, body: unknown): void } {
    return { emit: (event, body) => { for (const id of this.rooms.get(room) ?? []) this.sockets.get(id)?.emit(event, body) } }
  }

  join(room: string, id: string): void {
    const all = this.rooms.get(room) ?? new Set()
    this.rooms.set(room, all.add(id))
  }

  leave(s: SimSocket): void {
    this.sockets.delete(s.id)
    for (const all of this.rooms.values()) all.delete(s.id)
  }

  /** Takes a connection; false when nobody listens here any more. */
  accept(link: Link): boolean {
    if (!this.open) return false
    this.links.add(link)
    let socket: SimSocket | null = null
    const decoder = new Decoder()
    decoder.on('decoded', (packet) => {
      const p = packet as Packet
      if (socket) return socket.take(p)
      if (p.type === CONNECT) this.greet(link, p.data, (s) => { socket = s })
    })
    const end: End = { frame: (text) => decoder.add(text), closed: () => { this.links.delete(link); socket?.leave() } }
    link.server = end
    return true
  }

  /** Admits or refuses; whoever is asked may take its time, and the line may be gone by then. */
  private greet(link: Link, auth: unknown, admitted: (s: SimSocket) => void): void {
    const socket = new SimSocket(`s${++this.serial}`, { auth, headers: {} }, link, this)
    const ask = ([first, ...others]: Middleware[]): void => {
      if (first) return first(socket, (e) => (e ? socket.write({ type: CONNECT_ERROR, nsp: '/', data: { message: e.message } }) : ask(others)))
      if (!this.open || !this.links.has(link)) return
      this.sockets.set(socket.id, socket)
      admitted(socket)
      socket.write({ type: CONNECT, nsp: '/', data: { sid: socket.id } })
      this.welcome(socket)
    }
    ask(this.middleware)
  }

  close(): Promise<void> {
    this.open = false
    for (const link of this.links) if (link.server) link.hangUp('server')
    this.links.clear()
    return Promise.resolve()
  }
}
