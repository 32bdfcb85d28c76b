import { connect, type Socket } from 'node:net'
import type { Mode } from './fanoutModes'

/**
 * Many viewers in one process, on hand-rolled sockets that read frame headers only, so that the viewers are never what is
 * measured. They speak the real handshakes of Engine.IO and Socket.IO.
 */
export interface Request { open?: { mode: Mode; port: number; viewers: number; groups: number }; count?: { mode: Mode } }
/** Binary frames and their payload bytes per group since the last count. */
export interface Counts { group: number; frames: number; bytes: number }

const counts = new Map<Mode, Counts[]>()
const TEXT = 1, BINARY = 2

/** A masked client frame of a short text. */
function clientText(text: string): Buffer {
  const payload = Buffer.from(text)
  const frame = Buffer.alloc(6 + payload.length)
  frame[0] = 0x81
  frame[1] = 0x80 | payload.length
  // The mask is zero, so that the payload stands as it is.
  payload.copy(frame, 6)
  return frame
}

const PONG = clientText('3')

function openOne(mode: Mode, port: number, group: number): Promise<void> {
  const path = mode === 'raw-ws' ? `/?group=${group}` : `/live/?EIO=4&transport=websocket&group=${group}`
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`)
  return new Promise((done, fail) => {
    socket.once('close', () => fail(new Error(`${mode}: a viewer was closed`)))
    const frames = new FrameReader((opcode, size, first) => {
      if (opcode === BINARY) {
        const c = counts.get(mode)![group]!
        c.frames++
        c.bytes += size
      } else if (opcode === TEXT) answer(socket, mode, first, done)
    }, () => mode === 'raw-ws' && done())
    socket.on('data', (chunk) => frames.add(chunk))
  })
}

/** Engine.IO open → connect; connected → ready; ping → pong. */
function answer(socket: Socket, mode: Mode, first: string, ready: () => void): void {
  if (first.startsWith('0')) socket.write(clientText(mode === 'ours' ? '40{}' : '40'))
  else if (first.startsWith('40')) ready()
  else if (first === '2') socket.write(PONG)
}

/** Finds frames in a stream without looking into them, but for the first characters of texts. */
class FrameReader {
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

async function open({ mode, port, viewers, groups }: NonNullable<Request['open']>): Promise<void> {
  counts.set(mode, Array.from({ length: groups }, (_, group) => ({ group, frames: 0, bytes: 0 })))
  for (let i = 0; i < viewers; i += 50) {
    await Promise.all(Array.from({ length: Math.min(50, viewers - i) }, (_, k) => openOne(mode, port, (i + k) % groups)))
  }
}

function count(mode: Mode): Counts[] {
  const now = counts.get(mode)!
  counts.set(mode, now.map(({ group }) => ({ group, frames: 0, bytes: 0 })))
  return now
}

process.on('message', (m: Request) => {
  if (m.open) void open(m.open).then(() => process.send!({ opened: true }), (e: Error) => process.send!({ failed: e.message }))
  if (m.count) process.send!({ counts: count(m.count.mode) })
})
process.on('disconnect', () => process.exit(0))
