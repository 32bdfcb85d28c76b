import { connect } from 'node:net'
import { BINARY, clientText, FrameReader, PONG, TEXT } from './rawSocket'

/** Walls of the built server in a process of their own, on sockets that read frame headers only. */
export type Wish = { open: { port: number; cookie: string; viewers: number } } | { frames: { port: number } }

const HANDSHAKE = clientText(`40${JSON.stringify({ v: 1, mask: 'wall', tracks: true })}`)
const frames = new Map<number, number>()

/** Open as soon as the first piece of its picture is there. */
function openOne(port: number, cookie: string): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  socket.write(`GET /live/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nOrigin: http://127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`)
  return new Promise((done, fail) => {
    socket.on('error', fail).once('close', () => fail(new Error('a viewer was closed')))
    const reader = new FrameReader((opcode, _size, first) => {
      if (opcode === BINARY || first.startsWith('42')) frames.set(port, (frames.get(port) ?? 0) + 1)
      if (opcode !== TEXT) return
      if (first.startsWith('0')) socket.write(HANDSHAKE)
      else if (first.startsWith('44')) fail(new Error('a viewer was refused'))
      else if (first.startsWith('42')) done()
      else if (first === '2') socket.write(PONG)
    }, () => undefined)
    socket.on('data', (chunk) => reader.add(chunk))
  })
}

async function grant(w: Wish): Promise<object> {
  if ('frames' in w) return { frames: frames.get(w.frames.port) ?? 0 }
  const { port, cookie, viewers } = w.open
  for (let i = 0; i < viewers; i += 20) await Promise.all(Array.from({ length: Math.min(20, viewers - i) }, () => openOne(port, cookie)))
  return {}
}

process.on('message', (w: Wish) => void grant(w).then((r) => process.send!(r), (e: Error) => process.send!({ failed: e.message })))
process.on('disconnect', () => process.exit(0))
