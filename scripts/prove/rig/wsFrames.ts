/** One message of the stream and whether it may be tampered with: only text messages are, never a ping or a close. */
export interface StreamPart {
  bytes: Buffer
  /** The text of a whole text message; null for the HTTP head and every other frame. */
  text: string | null
}

const TEXT = 0x81
const UPGRADED = Buffer.from('HTTP/1.1 101')
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * Cuts what a server sends on an upgraded connection into the HTTP answer and whole WebSocket frames (RFC 6455 §5.2,
 * unmasked as servers send them), however the bytes arrive. What isn't an upgrade goes through as it comes.
 */
export class FrameSplitter {
  private rest: Buffer = Buffer.alloc(0)
  private kind: 'unknown' | 'frames' | 'plain' = 'unknown'

  push(chunk: Buffer): StreamPart[] {
    if (this.kind === 'plain') return [{ bytes: chunk, text: null }]
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const parts: StreamPart[] = []
    if (this.kind === 'unknown') {
      const begins = this.rest.subarray(0, UPGRADED.length)
      if (!begins.equals(UPGRADED.subarray(0, begins.length))) {
        this.kind = 'plain'
        return [{ bytes: this.take(this.rest.length), text: null }]
      }
      const end = this.rest.indexOf(HEAD_END)
      if (end < 0) return parts
      parts.push({ bytes: this.take(end + HEAD_END.length), text: null })
      this.kind = 'frames'
    }
    for (let frame = this.next(); frame; frame = this.next()) parts.push(frame)
    return parts
  }

  private next(): StreamPart | null {
    const b = this.rest
    if (b.length < 2) return null
    const short = b[1]! & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (b.length < head) return null
    const size = short < 126 ? short : short === 126 ? b.readUInt16BE(2) : Number(b.readBigUInt64BE(2))
    if (b.length < head + size) return null
    const bytes = this.take(head + size)
    return { bytes, text: bytes[0] === TEXT ? bytes.toString('utf8', head) : null }
  }

  private take(n: number): Buffer {
    const taken = this.rest.subarray(0, n)
    this.rest = this.rest.subarray(n)
    return taken
  }
}
