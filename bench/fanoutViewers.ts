import { connect, type Socket } from 'node:net'
import type { Mode } from './fanoutModes'
import { BINARY, clientText, FrameReader, PONG, TEXT } from './rawSocket'

/**
 * Many viewers in one process, on hand-rolled sockets that read frame headers only, so that the viewers are never what is
 * measured. They speak the real handshakes of Engine.IO and Socket.IO.
 */
export interface Request { open?: { mode: Mode; port: number; viewers: number; groups: number }; count?: { mode: Mode } }
/** Binary frames and their payload bytes per group since the last count. */
export interface Counts { group: number; frames: number; bytes: number }

const counts = new Map<Mode, Counts[]>()

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
