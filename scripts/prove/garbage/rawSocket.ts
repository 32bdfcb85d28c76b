import { connect, type Socket } from 'node:net'
import { fromSeat } from '../rig/seat'

export const CONTINUE = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9

/** What is unusual about a frame; all of it is false for one that a browser sends. */
export interface Odd {
  unfinished?: boolean
  /** The bit that says "compressed" (RFC 7692), which nobody agreed on. */
  compressed?: boolean
  unmasked?: boolean
  /** A length that is not the payload's. */
  claims?: bigint
}

/** One client frame (RFC 6455 §5.2). Its mask is zero, so that the payload stands as it is. */
export function frame(opcode: number, payload: Uint8Array | string, odd: Odd = {}): Buffer {
  const body = Buffer.from(payload as Uint8Array)
  const claimed = odd.claims ?? BigInt(body.length)
  const extra = claimed < 126n ? 0 : claimed < 65_536n ? 2 : 8
  const head = Buffer.alloc(2 + extra + (odd.unmasked ? 0 : 4))
  head[0] = (odd.unfinished ? 0 : 0x80) | (odd.compressed ? 0x40 : 0) | opcode
  head[1] = (odd.unmasked ? 0 : 0x80) | (extra === 0 ? Number(claimed) : extra === 2 ? 126 : 127)
  if (extra === 2) head.writeUInt16BE(Number(claimed), 2)
  if (extra === 8) head.writeBigUInt64BE(claimed, 2)
  return Buffer.concat([head, body])
}

export const text = (payload: string): Buffer => frame(TEXT, payload)

/** A client on a bare TCP connection that says whatever it likes and notes what comes back. */
export class RawSocket {
  /** Texts received and not yet taken. */
  readonly texts: string[] = []
  /** The server has said goodbye (a close frame, to which this never answers) or hung up. */
  closed = false
  /** First line of the HTTP answer. */
  status = ''
  private rest: Buffer = Buffer.alloc(0)
  private upgraded = false
  private readonly waits = new Set<() => void>()

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => { this.closed = true; this.wake() })
    socket.on('data', (chunk) => this.take(chunk))
  }

  /** Connects and sends these bytes. */
  static open(port: number, first: string | Buffer): RawSocket {
    const s = new RawSocket(connect(port, '127.0.0.1'))
    s.socket.write(first)
    return s
  }

  /** The request for an upgrade, as Engine.IO's client makes it. */
  static upgrade(query = 'EIO=4&transport=websocket', headers = 'Sec-WebSocket-Version: 13\r\n', path = '/live/'): string {
    return `GET ${path}?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`
  }

  /** A request as it is, but from a seat. */
  static seated(opening: string, cookie: string): string {
    return opening.replace('Host: 127.0.0.1\r\n', (host) => `${host}${Object.entries(fromSeat(cookie)).map(([name, value]) => `${name}: ${value}\r\n`).join('')}`)
  }

  private take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    if (!this.upgraded) {
      const end = this.rest.indexOf('\r\n\r\n')
      if (end < 0) return
      this.status = this.rest.toString('latin1', 9, 12)
      this.upgraded = this.status === '101'
      this.rest = this.rest.subarray(end + 4)
    }
    while (this.upgraded && this.next()) { /* each adds to `texts` */ }
    this.wake()
  }

  private next(): boolean {
    const b = this.rest
    if (b.length < 2) return false
    const short = b[1]! & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (b.length < head) return false
    const size = short < 126 ? short : short === 126 ? b.readUInt16BE(2) : Number(b.readBigUInt64BE(2))
    if (b.length < head + size) return false
    if ((b[0]! & 15) === CLOSE) this.closed = true
    if ((b[0]! & 15) === TEXT) this.texts.push(b.toString('utf8', head, head + size))
    if (this.texts.at(-1) === '2') this.send(text('3'))
    this.rest = b.subarray(head + size)
    return true
  }

  private wake(): void {
    for (const w of [...this.waits]) w()
  }

  send(bytes: Uint8Array): void {
    if (!this.closed) this.socket.write(bytes)
  }

  /** Whether it came to fit within so many ms. */
  until(fits: () => boolean, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (held: boolean) => { clearTimeout(timer); this.waits.delete(look); resolve(held) }
      const look = () => { if (fits()) end(true) }
      const timer = setTimeout(() => end(fits()), ms)
      this.waits.add(look)
      look()
    })
  }

  /** Says hello the right way; whether it was welcomed. */
  async welcome(auth: object, ms: number): Promise<boolean> {
    if (!(await this.until(() => this.closed || this.texts.some((t) => t.startsWith('0')), ms)) || this.closed) return false
    this.send(text(`40${JSON.stringify(auth)}`))
    return this.until(() => this.texts.some((t) => t.startsWith('42["hello"')), ms)
  }

  end(): void {
    this.socket.destroy()
  }
}
