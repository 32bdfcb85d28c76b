import type { Namespace, Server, Socket } from 'socket.io'
import { Adapter } from 'socket.io-adapter'
import { BINARY, TEXT, wsFrame } from './wsFrame'
import { BEHIND_BYTES, CLOSE_BYTES, cutOff, DRAINED_BYTES, onceDrained, queuedBytes, writeFrame } from './wireQueue'

/** The room of a track group's viewers. */
export const trackRoom = (group: string): string => `tracks:${group}`

type FullFrame = () => Uint8Array | null

/** A socket that isn't keeping up: which groups it owes a full frame, and the least it had queued meanwhile. */
interface Lag {
  groups: Map<string, FullFrame>
  floor: number
}

interface Packet { type: number; nsp: string; data?: unknown[] }
interface FrameOptions { wsPreEncodedFrame?: Buffer[] }
interface Writer { writeToEngine(packets: (string | Uint8Array)[], options: FrameOptions): void }

const EVENT = 2

/**
 * The in-memory adapter, with every broadcast encoded once and framed once: the stock one frames only text ahead, and a
 * binary event anew for each socket (perf.md A: twice the cost of JSON). Needs the one-buffer parser of `wire/parser`.
 * Track frames are skipped for a socket that lags; it gets the newest full state when it has drained, and is closed when
 * its queue grows by more than 1 MiB.
 */
export class FanoutAdapter extends Adapter {
  private readonly lags = new Map<string, Lag>()
  /** Frames skipped and sockets cut off since the start, for `/metrics`. */
  skipped = 0
  cut = 0

  constructor(nsp: Namespace) {
    super(nsp)
    // `_encode` is private in the types only: the base class calls it for every broadcast.
    Object.assign(this, { _encode: (packet: Packet, options: FrameOptions) => this.frameOnce(packet, options) })
    this.on('delete-room', () => this.forgetGone())
  }

  override broadcast(packet: unknown, options: Parameters<Adapter['broadcast']>[1]): void {
    super.broadcast(packet, options)
    // Changes are never skipped, so a viewer who stopped reading would hold them all.
    const { apply } = this as unknown as { apply(o: typeof options, fn: (socket: Socket) => void): void }
    apply.call(this, options, (socket) => void this.lagOf(socket))
  }

  /** Sends one tick's frame of a group to everyone in its room who keeps up. */
  sendTracks(group: string, frame: Uint8Array, fullFrame: FullFrame): void {
    const members = this.rooms.get(trackRoom(group))
    if (!members) return
    const packet = { type: EVENT, nsp: this.nsp.name, data: ['tracks', frame] }
    const options: FrameOptions = {}
    const encoded = this.frameOnce(packet, options)
    for (const id of members) {
      const socket = this.nsp.sockets.get(id)
      if (!socket) continue
      const lag = this.lagOf(socket)
      if (lag) this.owe(lag, group, fullFrame)
      else if (!writeFrame(socket, options.wsPreEncodedFrame!)) writerOf(socket).writeToEngine(encoded, options)
    }
  }

  /** Sends the group's full frame to one socket, now or when it has drained. */
  sendFull(socket: Socket, group: string, fullFrame: FullFrame): void {
    const lag = this.lagOf(socket)
    if (lag) return this.owe(lag, group, fullFrame)
    const frame = fullFrame()
    if (frame) socket.emit('tracks', frame)
  }

  private readonly shared = new WeakMap<object, { encoded: (string | Uint8Array)[]; options: FrameOptions }>()

  /** Sends one of them what many will be sent, each in its own time: encoded and framed for the first only. Order is kept. */
  sendShared(socket: Socket, event: string, body: object): void {
    let known = this.shared.get(body)
    if (!known) {
      const options: FrameOptions = {}
      known = { encoded: this.frameOnce({ type: EVENT, nsp: this.nsp.name, data: [event, body] }, options), options }
      this.shared.set(body, known)
    }
    writerOf(socket).writeToEngine(known.encoded, known.options)
  }

  /** No frames of a group any more. */
  forget(socket: Socket, group: string): void {
    this.lags.get(socket.id)?.groups.delete(group)
  }

  private owe(lag: Lag, group: string, fullFrame: FullFrame): void {
    this.skipped++
    lag.groups.set(group, fullFrame)
  }

  /** The socket's lag, or undefined when it keeps up. Cuts it off when its queue has grown too far. */
  private lagOf(socket: Socket): Lag | undefined {
    const queued = queuedBytes(socket)
    const known = this.lags.get(socket.id)
    if (!known) {
      if (queued <= BEHIND_BYTES) return undefined
      // A large snapshot may well exceed the limit at once; what counts is growth beyond it.
      const lag: Lag = { groups: new Map(), floor: queued > CLOSE_BYTES ? queued : 0 }
      this.lags.set(socket.id, lag)
      this.awaitDrain(socket)
      return lag
    }
    known.floor = Math.min(known.floor, queued)
    if (queued - known.floor > CLOSE_BYTES) {
      this.cut++
      this.lags.delete(socket.id)
      cutOff(socket)
    }
    return known
  }

  private awaitDrain(socket: Socket): void {
    onceDrained(socket, () => {
      const lag = this.lags.get(socket.id)
      if (!lag || !socket.connected) return void this.lags.delete(socket.id)
      if (queuedBytes(socket) > DRAINED_BYTES) return this.awaitDrain(socket)
      this.lags.delete(socket.id)
      for (const [group, fullFrame] of lag.groups) {
        if (socket.rooms.has(trackRoom(group))) this.sendFull(socket, group, fullFrame)
      }
    })
  }

  /** Each socket has a room of its own id, so its end shows as that room's. */
  private forgetGone(): void {
    for (const id of this.lags.keys()) if (!this.sids.has(id)) this.lags.delete(id)
  }

  /** Encodes a packet and leaves its frame in the options, where engine.io's transport finds it. */
  private frameOnce(packet: Packet, options: FrameOptions): (string | Uint8Array)[] {
    const encoded = (this as unknown as { encoder: { encode(p: Packet): (string | Uint8Array)[] } }).encoder.encode(packet)
    const [only] = encoded
    if (encoded.length !== 1 || only === undefined) return encoded
    // "4" is engine.io's message type; binary messages carry none.
    options.wsPreEncodedFrame = [typeof only === 'string' ? wsFrame(Buffer.from(`4${only}`), TEXT) : wsFrame(only, BINARY)]
    return encoded
  }
}

const writerOf = (socket: Socket): Writer => socket.client as unknown as Writer
const adapterOf = (nsp: { adapter: unknown }) => nsp.adapter as FanoutAdapter

/** Sends one tick's frame of a group; `fullFrame` is asked for sockets that had to skip it. Needs `FanoutAdapter`. */
export function sendTracks(io: Server, group: string, frame: Uint8Array, fullFrame: FullFrame): void {
  adapterOf(io.of('/')).sendTracks(group, frame, fullFrame)
}

/** Joins a socket to a group: its full frame, then every following one. Again for a socket that lost count. */
export function joinTracks(socket: Socket, group: string, fullFrame: FullFrame): void {
  void socket.join(trackRoom(group))
  adapterOf(socket.nsp).sendFull(socket, group, fullFrame)
}

/** Sends a piece of a picture that others are sent too. Needs `FanoutAdapter`. */
export function sendShared(socket: Socket, event: string, body: object): void {
  adapterOf(socket.nsp).sendShared(socket, event, body)
}

/** No frames of the group any more. */
export function leaveTracks(socket: Socket, group: string): void {
  void socket.leave(trackRoom(group))
  adapterOf(socket.nsp).forget(socket, group)
}

export { isBehind, queuedBytes } from './wireQueue'
