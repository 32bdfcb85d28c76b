import { WebSocket } from 'ws'
import type { ChangesHeader, SnapshotHeader } from '@liandong/shared/wire/messages'

/**
 * A hundred viewers in a process of their own: `liveViewers.ts PORT COUNT COOKIE`. They speak the live wire as walls do, read
 * each header and count; documents they leave unread, so that the viewers are never what is measured.
 */
export interface ViewersReport {
  connected: number
  messages: number
  megabytes: number
  /** Changes that didn't begin where the last had ended. */
  gaps: number
  /** Lowest and highest position among the viewers. */
  positions: [number, number]
  cpuMs: number
}

const [port, count] = process.argv.slice(2, 4).map(Number) as [number, number]
const cookie = process.argv[4]!
let messages = 0
let bytes = 0
let gaps = 0
const positions = new Map<WebSocket, number>()

function open(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live/?EIO=4&transport=websocket`, { headers: { cookie, origin: `http://127.0.0.1:${port}` } })
  return new Promise((done, fail) => {
    socket.on('error', fail)
    socket.on('close', () => positions.delete(socket))
    socket.on('message', (data: Buffer, binary) => {
      messages++
      bytes += data.length
      if (binary) return
      const text = data.toString('utf8', 0, Math.min(data.length, 400))
      if (text.startsWith('0')) socket.send('40{"v":1,"mask":"wall","tracks":true}')
      else if (text === '2') socket.send('3')
      else if (text.startsWith('42#')) hear(socket, text, done)
    })
  })
}

function hear(socket: WebSocket, text: string, done: () => void): void {
  const [name, header] = text.slice(3).split('\n') as [string, string]
  if (name === 'snapshot') {
    const h = JSON.parse(header) as SnapshotHeader
    if (!h.last) return
    positions.set(socket, h.position)
    done()
  } else if (name === 'changes') {
    const h = JSON.parse(header) as ChangesHeader
    const known = positions.get(socket)
    if (known === undefined) return
    if (h.from > known) gaps++
    positions.set(socket, Math.max(known, h.to))
  }
}

process.on('message', () => {
  const used = process.cpuUsage()
  const at = [...positions.values()]
  const report: ViewersReport = { connected: at.length, messages, megabytes: bytes / 1e6, gaps, positions: [Math.min(...at), Math.max(...at)], cpuMs: (used.user + used.system) / 1000 }
  process.send!(report)
})
process.on('disconnect', () => process.exit(0))
for (let i = 0; i < count; i += 20) await Promise.all(Array.from({ length: Math.min(20, count - i) }, open))
process.send!({ opened: true })
