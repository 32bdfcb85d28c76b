import type { CommandMessage, Handshake } from '@liandong/shared/wire/messages'
import { Decoder, Encoder, type Packet } from '@liandong/shared/wire/parser'
import type { LineSocket } from '../../../../client/src/live/connection'
import { Link, type SimLine } from './link'
import type { SimServer } from './simServer'

const CONNECT = 0, EVENT = 2, ACK = 3, CONNECT_ERROR = 4
/** Socket.IO's `timeout` as the line sets it. */
const OPEN_MS = 10_000

type Handler = (...args: unknown[]) => void

/**
 * What Socket.IO's client does for the line, over a simulated connection: one handshake, events and acknowledgements as the real
 * parser encodes them, a buffer for what is said before it is connected, and the same two words for every way of losing it.
 */
export class SimClient implements LineSocket {
  connected = false
  private link: Link | null = null
  private readonly handlers = new Map<string, Handler[]>()
  private readonly encoder = new Encoder()
  private acks = new Map<number, Handler>()
  private buffer: Packet[] = []
  private serial = 0
  private stopTimeout: () => void = () => undefined

  constructor(
    private readonly line: SimLine, private readonly server: () => SimServer | null, private readonly auth: () => Handshake,
    /** A seeded bug's hand on what is said. */
    private readonly says: (m: CommandMessage) => CommandMessage = (m) => m,
  ) {}

  on(event: string, fn: (...args: never[]) => void): void {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), fn as Handler])
  }

  private tell(event: string, ...args: unknown[]): void {
    for (const fn of this.handlers.get(event) ?? []) fn(...args)
  }

  connect(): void {
    if (this.link) return
    const link = (this.link = new Link(this.line))
    const decoder = new Decoder()
    decoder.on('decoded', (p) => this.take(p as Packet))
    link.client = { frame: (text) => decoder.add(text), closed: () => this.lost(link, 'disconnect') }
    this.stopTimeout = this.line.time.after(OPEN_MS, () => { link.hangUp('client'); this.lost(link, 'connect_error') })
    link.carry('up', () => {
      const server = this.line.refuses ? null : this.server()
      if (!server?.accept(link)) return link.carry('down', () => { link.end(false, false); this.line.links.delete(link); this.lost(link, 'connect_error') })
      link.watch()
      link.carry('down', () => {
        this.stopTimeout()
        link.send('up', `${CONNECT}${JSON.stringify(this.auth())}`)
      })
    })
  }

  private lost(link: Link, event: 'disconnect' | 'connect_error'): void {
    if (this.link !== link) return
    this.stopTimeout()
    this.link = null
    this.connected = false
    this.acks = new Map()
    this.tell(event)
  }

  private take(p: Packet): void {
    const data = p.data as unknown[]
    if (p.type === CONNECT) {
      this.connected = true
      for (const b of this.buffer.splice(0)) this.write(b)
    } else if (p.type === CONNECT_ERROR) {
      const link = this.link!
      link.hangUp('client')
      this.lost(link, 'connect_error')
    } else if (p.type === EVENT) this.tell(data[0] as string, ...data.slice(1))
    else if (p.type === ACK) {
      const fn = this.acks.get(p.id!)
      this.acks.delete(p.id!)
      fn?.(...data)
    }
  }

  emit(event: string, ...args: unknown[]): void {
    const ack = typeof args.at(-1) === 'function' ? (args.pop() as Handler) : null
    const packet: Packet = { type: EVENT, nsp: '/', data: [event, ...(event === 'command' ? [this.says(args[0] as CommandMessage)] : args)] }
    if (ack) this.acks.set((packet.id = this.serial++), ack)
    if (this.connected) this.write(packet)
    else this.buffer.push(packet)
  }

  private write(p: Packet): void {
    for (const frame of this.encoder.encode(p)) this.link?.send('up', frame as string)
  }

  disconnect(): void {
    const link = this.link
    if (!link) return
    const was = this.connected
    link.hangUp('client')
    this.stopTimeout()
    this.link = null
    this.connected = false
    this.acks = new Map()
    if (was) this.tell('disconnect')
  }
}
