/** One message of the stream and whether it may be tampered with: only text messages are, never a ping or a close. */
export interface StreamPart {
  bytes: Buffer
  /** The text of a whole text message; null for the HTTP head and every other frame. */
  text: string | null
}

const TEXT = 0x81
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * Cuts what a server sends on an upgraded connection into the HTTP answer and whole WebSocket frames (RFC 6455 §5.2,
 * unmasked as servers send them), however the bytes arrive.
 */
export class FrameSplitter {
  private rest: Buffer = Buffer.alloc(0)
  private upgraded = false

  push(chunk: Buffer): StreamPart[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const parts: StreamPart[] = []
    if (!this.upgraded) {
      const end = this.rest.indexOf(HEAD_END)
      if (end < 0) return parts
      parts.push({ bytes: this.take(end + HEAD_END.length), text: null })
      this.upgraded = true
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
