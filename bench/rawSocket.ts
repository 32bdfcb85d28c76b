/** Opcodes of WebSocket frames. */
export const TEXT = 1, BINARY = 2

/** A masked client frame of a short text. */
export function clientText(text: string): Buffer {
  const payload = Buffer.from(text)
  const frame = Buffer.alloc(6 + payload.length)
  frame[0] = 0x81
  frame[1] = 0x80 | payload.length
  // The mask is zero, so that the payload stands as it is.
  payload.copy(frame, 6)
  return frame
}

/** Engine.IO's answer to its ping. */
export const PONG = clientText('3')

/** Finds frames in a stream without looking into them, but for the first characters of texts. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0)
  private skip = 0
  private upgraded = false

  constructor(private readonly onFrame: (opcode: number, size: number, first: string) => void, private readonly onUpgrade: () => void) {}

  add(chunk: Buffer): void {
    // In the usual case a chunk is the rest of nothing and ends with a frame: no copy.
    let data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk
    if (!this.upgraded) {
      const end = data.indexOf('\r\n\r\n')
      this.rest = end < 0 ? data : Buffer.alloc(0)
      if (end < 0) return
      this.upgraded = true
      this.onUpgrade()
      data = data.subarray(end + 4)
    }
    this.rest = Buffer.alloc(0)
    let at = Math.min(this.skip, data.length)
    this.skip -= at
    while (at < data.length) {
      const head = headAt(data, at)
      if (!head) return void (this.rest = data.subarray(at))
      const text = head.opcode === TEXT
      if (text && at + head.length + head.size > data.length) return void (this.rest = data.subarray(at))
      const body = at + head.length
      this.onFrame(head.opcode, head.size, text ? data.toString('latin1', body, body + Math.min(4, head.size)) : '')
      at = body + head.size
      if (at > data.length) this.skip = at - data.length
    }
  }
}

function headAt(data: Buffer, at: number): { opcode: number; size: number; length: number } | null {
  if (data.length - at < 2) return null
  const opcode = data[at]! & 0x0f
  const short = data[at + 1]! & 0x7f
  if (short < 126) return { opcode, size: short, length: 2 }
  const length = short === 126 ? 4 : 10
  if (data.length - at < length) return null
  return { opcode, size: short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2)), length }
}
