import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Fix } from '@liandong/shared/wire/fix'
import { decodeLine } from './decode'

/** A line may not be longer; whoever sends more is cut off. */
const LONGEST_LINE = 1024
/** A connection that says nothing for so long is ended; a device comes back by itself. */
const SILENCE_MS = 300_000

export interface LineDoor {
  port: number
  stop(): Promise<void>
}

export interface LineDoorOptions {
  host: string
  port: number
  /** The first line of a connection is its token. */
  authenticate(token: string): string | null
  accept(fixes: readonly Fix[], sourceId: string): void
  malformed(sourceId: string, text: string): void
}

/** Listens for line connections until stopped. */
export async function openLineDoor(p: LineDoorOptions): Promise<LineDoor> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // A broken connection is an ordinary event at an edge; 'close' follows.
    socket.on('error', () => socket.destroy())
    socket.setTimeout(SILENCE_MS, () => socket.destroy())
    socket.setEncoding('utf8')
    serve(socket, p)
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(p.port, p.host, done))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((done) => {
      server.close(() => done())
      for (const socket of open) socket.destroy()
    }),
  }
}

function serve(socket: Socket, p: LineDoorOptions): void {
  let sourceId: string | null = null
  let rest = ''
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) return void socket.destroy()
    for (const line of lines) {
      if (sourceId === null) {
        sourceId = p.authenticate(line.trim())
        if (sourceId === null) return void socket.destroy()
        continue
      }
      const { fixes, malformed } = decodeLine(line)
      if (fixes.length > 0) p.accept(fixes, sourceId)
      for (const m of malformed) p.malformed(sourceId, `${m.why}: ${m.text}`)
    }
  })
}
