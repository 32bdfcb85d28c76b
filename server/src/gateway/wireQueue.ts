import type { Socket as NetSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'

/** From here on a socket isn't keeping up: frames it would get late are skipped. */
export const BEHIND_BYTES = 64 * 1024
/** At or below this it has caught up. Equals Node's high-water mark, above which a socket always announces its drain. */
export const DRAINED_BYTES = 16 * 1024
/** A queue that grows by more than this is somebody who will not come back: closed. */
export const CLOSE_BYTES = 1024 * 1024

/** What we use of engine.io's and ws's insides, beside Socket.IO. All of it exists in the pinned versions; tests fail if it goes. */
interface Connection {
  readyState: string
  writeBuffer: { data?: string | Uint8Array }[]
  transport: {
    writable: boolean
    once(event: 'ready', fn: () => void): void
    off(event: 'ready', fn: () => void): void
    socket?: { bufferedAmount: number; readyState: number; terminate(): void; _socket?: NetSocket; _sender?: { sendFrame(list: Buffer[]): void } }
  }
}

const connectionOf = (socket: Socket) => socket.conn as unknown as Connection

/** Bytes waiting in this process for the socket: ws's own buffer and what engine.io holds back until that drains. */
export function queuedBytes(socket: Socket): number {
  const conn = connectionOf(socket)
  let bytes = conn.transport.socket?.bufferedAmount ?? 0
  for (const packet of conn.writeBuffer) bytes += packet.data?.length ?? 0
  return bytes
}

const WS_OPEN = 1

/**
 * Writes a ready-made frame straight to ws when engine.io has nothing of its own under way, so that order is kept; this
 * saves a packet, three events and a callback per viewer and tick. Answers false when it must go engine.io's way.
 */
export function writeFrame(socket: Socket, frame: Buffer[]): boolean {
  const { readyState, writeBuffer, transport } = connectionOf(socket)
  const ws = transport.socket
  if (readyState !== 'open' || !transport.writable || writeBuffer.length > 0 || ws?.readyState !== WS_OPEN || !ws._sender) return false
  ws._sender.sendFrame(frame)
  return true
}

/** Whether the socket isn't keeping up. */
export const isBehind = (socket: Socket): boolean => queuedBytes(socket) > BEHIND_BYTES

/** Ends the connection at once: a close frame could not get through. The client sees a transport close and comes back. */
export const cutOff = (socket: Socket): void => connectionOf(socket).transport.socket?.terminate()

/** A hand on every connection a server has now, also those that never said who they are: called later, it ends what is left of them. */
export function hangUpLater(io: Server): () => void {
  const { clients } = io.engine as unknown as { clients: Record<string, Connection> }
  // Engine.io forgets them when it has said goodbye; their sockets stay until they are answered.
  const sockets = Object.values(clients).map((c) => c.transport.socket)
  return () => { for (const s of sockets) s?.terminate() }
}

/** Calls `fn` once when what waits has been handed to the system, or when engine.io may send again. */
export function onceDrained(socket: Socket, fn: () => void): void {
  const { transport } = connectionOf(socket)
  const net = transport.socket?._socket
  const once = () => {
    net?.off('drain', once)
    transport.off('ready', once)
    // Node announces a drain before it calls back for the last write, so look a turn later.
    setImmediate(fn)
  }
  net?.once('drain', once)
  transport.once('ready', once)
}
