import { io, type Socket } from 'socket.io-client'
import { SOCKET_PATH, WIRE_VERSION, type CommandAnswer, type Hello } from '@liandong/shared/wire/messages'
import { Decoder, Encoder } from '@liandong/shared/wire/parser'
import { fromSeat, type SeatedDoor } from '../rig/seat'
import type { Door, Said } from './entries'

/** No answer within this counts as none: the client will ask again. */
const PATIENCE_MS = 5_000

/** Both doors of the server, as one client holds them. A command that gets no answer rejects. */
export class Doors {
  private socket: Socket | null = null

  constructor(private readonly at: SeatedDoor, private readonly hello: (h: Hello, since: number) => void) {}

  send(door: Door, said: Said): Promise<CommandAnswer> {
    const { id, type, body, occurredAt } = said
    const message = { v: WIRE_VERSION, id, type, body, ...(occurredAt === undefined ? {} : { occurredAt }) }
    return door === 'http' ? this.post(message) : this.emit(message)
  }

  private async post(message: object): Promise<CommandAnswer> {
    const answer = await fetch(`http://127.0.0.1:${this.at.port}/api/commands`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...fromSeat(this.at.cookie) }, body: JSON.stringify(message), signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!answer.ok) throw new Error(`the door answered ${answer.status}`)
    return (await answer.json()) as CommandAnswer
  }

  private async emit(message: object): Promise<CommandAnswer> {
    const socket = await this.connected()
    return new Promise((resolve, reject) => {
      const gone = (why: string) => reject(new Error(why))
      socket.once('disconnect', gone)
      socket.timeout(PATIENCE_MS).emit('command', message, (late: Error | null, answer: CommandAnswer) => {
        socket.off('disconnect', gone)
        if (late) reject(late)
        else resolve(answer)
      })
    })
  }

  /** A connection to the server that runs now; a lost one is never used again. */
  private async connected(): Promise<Socket> {
    if (this.socket?.connected) return this.socket
    this.close()
    const since = performance.now()
    const socket = (this.socket = io(`http://127.0.0.1:${this.at.port}`, {
      path: SOCKET_PATH, transports: ['websocket'], parser: { Encoder, Decoder }, forceNew: true, reconnection: false, timeout: PATIENCE_MS,
      auth: { v: WIRE_VERSION, mask: 'desk', tracks: false }, extraHeaders: fromSeat(this.at.cookie),
    }))
    socket.once('hello', (h: Hello) => this.hello(h, since))
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
      // A server that dies between the greeting of the transport and its own says neither.
      socket.once('disconnect', reject)
      setTimeout(reject, PATIENCE_MS, new Error('no connection in time')).unref()
    })
    return socket
  }

  close(): void {
    this.socket?.disconnect()
    this.socket = null
  }
}
