/**
 * Our Socket.IO parser: every packet becomes exactly one frame. Stock Socket.IO sends two frames per binary
 * event and frames each per client; measured, that costs twice JSON. Text packets are one string; a binary
 * event is one buffer that begins with the event's code. Ready-made text goes through verbatim (`Raw`).
 */
export class Raw {
  constructor(readonly text: string) {}
}

/** Packet types of the Socket.IO protocol v5. */
const CONNECT = 0, DISCONNECT = 1, EVENT = 2, ACK = 3, CONNECT_ERROR = 4
const MAX_TEXT = 4_194_304

export interface Packet {
  type: number
  nsp: string
  data?: unknown
  id?: number
}

/** First byte of a binary frame; more codes may come, unknown ones are refused. */
const TRACKS_CODE = 0x54

type Listener = (...args: unknown[]) => void

export class Encoder {
  /** One string or one buffer. Text: `type id? payload`; lines events as `2#name\n…`. */
  encode(packet: Packet): (string | Uint8Array)[] {
    const data = packet.data as unknown[] | undefined
    if (packet.type === EVENT && data) {
      const [name, body] = data
      if (name === 'tracks' && body instanceof Uint8Array) return [body]
      if (body instanceof Raw) return [`2#${name as string}\n${body.text}`]
    }
    const id = packet.id === undefined ? '' : String(packet.id)
    return [`${packet.type}${id}${data === undefined ? '' : JSON.stringify(data)}`]
  }
}

/** Decodes one frame at a time. A malformed frame throws, and Socket.IO closes that connection. */
export class Decoder {
  private listeners: Listener[] = []

  on(event: string, fn: Listener): this {
    if (event === 'decoded') this.listeners.push(fn)
    return this
  }

  off(event?: string, fn?: Listener): this {
    this.listeners = fn ? this.listeners.filter((l) => l !== fn) : []
    return this
  }

  /** Socket.IO's server takes its listener off by this name when a connection closes. */
  removeListener(event: string, fn: Listener): this {
    return this.off(event, fn)
  }

  removeAllListeners(): this {
    return this.off()
  }

  add(frame: unknown): void {
    const packet = typeof frame === 'string' ? decodeText(frame) : decodeBinary(frame)
    for (const l of [...this.listeners]) l(packet)
  }

  destroy(): void {
    this.listeners = []
  }
}

function decodeText(text: string): Packet {
  if (text.length > MAX_TEXT) throw new Error('frame too large')
  if (text.startsWith('2#')) {
    const end = text.indexOf('\n')
    if (end < 0) throw new Error('lines event without a name')
    const name = text.slice(2, end)
    if (RESERVED.has(name)) throw new Error('malformed packet')
    return { type: EVENT, nsp: '/', data: [name, text.slice(end + 1)] }
  }
  const match = /^([0-4])(\d{0,15})/.exec(text)
  if (!match) throw new Error('unknown packet type')
  const type = Number(match[1])
  const rest = text.slice(match[0].length)
  const packet: Packet = { type, nsp: '/' }
  if (match[2]) packet.id = Number(match[2])
  if (rest) packet.data = JSON.parse(rest)
  if (!isValid(packet)) throw new Error('malformed packet')
  return packet
}

function decodeBinary(frame: unknown): Packet {
  const bytes = frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame
  if (!(bytes instanceof Uint8Array) || bytes[0] !== TRACKS_CODE) throw new Error('unknown binary frame')
  return { type: EVENT, nsp: '/', data: ['tracks', bytes] }
}

function isValid(p: Packet): boolean {
  switch (p.type) {
    case CONNECT:
      return p.data === undefined || (typeof p.data === 'object' && p.data !== null)
    case DISCONNECT:
      return p.data === undefined
    case EVENT:
      return Array.isArray(p.data) && typeof p.data[0] === 'string' && !RESERVED.has(p.data[0])
    case ACK:
      return Array.isArray(p.data) && p.id !== undefined
    case CONNECT_ERROR:
      return typeof p.data === 'string' || (typeof p.data === 'object' && p.data !== null)
    default:
      return false
  }
}

/** Names Socket.IO emits itself; a client that sends one is lying. Unlike the stock parser's list with `error`, which it emits too. */
const RESERVED = new Set(['error', 'connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])

export { TRACKS_CODE }
