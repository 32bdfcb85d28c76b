import { shallowRef, type ShallowRef } from 'vue'
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client'
import type { Mask } from '@liandong/shared/kernel/decider'
import { readLines } from '@liandong/shared/wire/lines'
import {
  SOCKET_PATH, WIRE_VERSION, type Bye, type ChangesHeader, type CommandAnswer, type CommandMessage, type DoorCode, type Handshake, type Hello, type Resync, type SnapshotHeader,
} from '@liandong/shared/wire/messages'
import { Decoder, Encoder } from '@liandong/shared/wire/parser'
import type { Connection } from './api'
import { Backoff } from './backoff'
import type { Mirror, Wish } from './mirror'
import { Silence } from './silence'
import type { Timers } from './timers'

/** A wish that wasn't answered is repeated after this long. */
const ASK_AGAIN_MS = 3_000
/** Messages keep their order: changes that come this long after a snapshot's piece, and not its next one, say that it was lost. */
const PIECE_LATE_MS = 2_000
const WATCH_MS = 1_000
/** Whoever is signed out looks this often whether a sign-in elsewhere has let the page in again. */
const KNOCK_MS = 15_000
/** The door's word for whoever isn't signed in. */
const UNAUTHORISED: DoorCode = 'unauthorised'

export interface LineEvents {
  /** First words of a connection. */
  hello(hello: Hello): void
  /** Any message carried the server's clock. */
  stamped(at: number, rate: number): void
  /** The mirror may have changed. */
  mirrored(): void
  tracks(frame: Uint8Array): void
  /** This connection follows these groups of positions from now on. */
  regrouped?(groups: readonly string[]): void
  connected(): void
  disconnected(): void
  /** Nobody is signed in any more: whatever was shown must go. */
  signedOut?(): void
}

export interface Line {
  state: ShallowRef<Connection>
  send(message: CommandMessage, answered: (answer: CommandAnswer) => void): void
  /** Asks for whole frames of these groups; empty: of all. */
  askTracks(groups: string[]): void
  /** Drops the socket and opens a new one. */
  reconnect(): void
  /** The network or the tab came back: looks at once instead of at the next tick. */
  wake(): void
  stop(): void
}

export interface LineOptions {
  url: string
  mask: Mask
  mirror: Mirror
  timers: Timers
  /** This machine's own clock, only to notice that it slept. */
  wallClock(): number
  /** 0 ≤ random < 1, for jitter. */
  random(): number
  events: LineEvents
  /** Whether position frames are wanted. */
  tracks: boolean
  /** Socket.IO's `io`, unless the wire is a simulated one. */
  dial?: (url: string, options: Partial<ManagerOptions & SocketOptions>) => LineSocket
}

/** What the line uses of a Socket.IO client socket. */
export interface LineSocket {
  readonly connected: boolean
  on(event: string, fn: (...args: never[]) => void): unknown
  emit(event: string, ...args: unknown[]): unknown
  connect(): unknown
  disconnect(): unknown
}

const first: Connection = {
  state: 'connecting', since: 0, attempts: 0, position: -1, epoch: null, equal: null, demo: false,
  scenario: null, district: null, heartbeatMs: 5000, asOf: null, unrecordedSince: null,
}

/** The one socket of a page. It never gives up: reconnects with jitter for ever, and at once when it notices that it slept. */
export function createLine(o: LineOptions): Line {
  const { mirror, timers, events } = o
  const state = shallowRef<Connection>({ ...first, since: timers.now() })
  const backoff = new Backoff(o.random)
  const silence = new Silence(timers.now, o.wallClock)
  const socket: LineSocket = (o.dial ?? io)(o.url, {
    path: SOCKET_PATH, transports: ['websocket'], parser: { Encoder, Decoder }, forceNew: true, autoConnect: false,
    // Our own schedule: Socket.IO's would not notice sleep or a silent line.
    reconnection: false, timeout: 10_000,
    auth: (give) => give(handshake()),
  })
  let asked: { wish: Wish; at: number } | null = null
  /** Whether this connection has been greeted; a later hello only says that the clock was moved. */
  let greeted = false
  let pieceAt = 0
  let retry: unknown = null
  let stopped = false

  function handshake(): Handshake {
    // A picture known to be wrong is not worth changes.
    const known = mirror.epoch !== null && mirror.position >= 0 && mirror.equal !== false
    return { v: WIRE_VERSION, mask: o.mask, tracks: o.tracks, ...(known ? { epoch: mirror.epoch!, position: mirror.position } : {}) }
  }
  function become(next: Connection['state'], more: Partial<Connection> = {}): void {
    const now = state.value
    state.value = { ...now, ...more, state: next, since: now.state === next ? now.since : timers.now() }
  }
  function open(): void {
    timers.clear(retry)
    retry = null
    greeted = false
    silence.heard()
    socket.connect()
  }
  function lost(): void {
    if (state.value.state === 'out' && retry !== null) return
    events.disconnected()
    asked = null
    if (stopped) return
    become('lost', { attempts: state.value.attempts + 1 })
    timers.clear(retry)
    retry = timers.set(open, backoff.next())
  }
  /** The sign-in has ended, or never was: nothing stays on screen, and nobody keeps knocking every second. */
  function out(): void {
    if (stopped) return
    events.disconnected()
    asked = null
    mirror.forget()
    become('out', { attempts: 0, equal: null })
    events.signedOut?.()
    events.mirrored()
    timers.clear(retry)
    retry = timers.set(open, KNOCK_MS)
  }
  /** Sends a wish, but not again while its answer may still be under way. */
  function ask(wish: Wish): void {
    if (wish === null) return void (asked = null)
    if (asked && timers.now() - asked.at < ASK_AGAIN_MS && (asked.wish === wish || asked.wish === 'snapshot')) return
    asked = { wish, at: timers.now() }
    const resync: Resync = wish === 'changes' && mirror.epoch !== null ? { epoch: mirror.epoch, position: mirror.cursor } : {}
    socket.emit('resync', resync)
  }
  function received(at?: number, rate?: number): void {
    silence.heard()
    if (at !== undefined && rate !== undefined) events.stamped(at, rate)
    if (state.value.state !== 'live' && socket.connected) become('live')
  }
  /** Lines that can't be read are a damaged picture: a whole new one is asked for. */
  function lines<H>(text: string, take: (message: ReturnType<typeof readLines<H>>) => Wish): void {
    let wish: Wish
    try {
      wish = take(readLines<H>(text))
    } catch {
      wish = 'snapshot'
    }
    ask(wish)
    events.mirrored()
  }

  socket.on('hello', (hello: Hello) => {
    backoff.reset()
    become('live', {
      attempts: 0, epoch: hello.epoch, demo: hello.demo, district: hello.district, heartbeatMs: hello.heartbeatMs,
      scenario: hello.clock.mode === 'scenario' ? { rate: hello.clock.rate, source: hello.clock.source } : null,
    })
    received(hello.at, hello.clock.rate)
    if (greeted) events.regrouped?.(hello.groups)
    if (greeted && hello.epoch === mirror.epoch) return
    greeted = true
    mirror.greet(hello.epoch)
    events.hello(hello)
    events.mirrored()
    events.connected()
  })
  socket.on('snapshot', (text: string) => {
    received()
    pieceAt = timers.now()
    lines<SnapshotHeader>(text, (m) => mirror.snapshot(m))
  })
  socket.on('changes', (text: string) => {
    lines<ChangesHeader>(text, (m) => {
      received(m.header.at, m.header.rate)
      const unrecordedSince = m.header.unrecorded ? state.value.unrecordedSince ?? m.header.at : null
      if (unrecordedSince !== state.value.unrecordedSince) state.value = { ...state.value, unrecordedSince }
      if (mirror.arriving && timers.now() - pieceAt > PIECE_LATE_MS) {
        mirror.abandonArrival()
        asked = null
        return 'snapshot'
      }
      return mirror.changes(m)
    })
  })
  socket.on('tracks', (frame: Uint8Array) => {
    received()
    events.tracks(frame)
  })
  socket.on('bye', (_bye: Bye) => {
    out()
    socket.disconnect()
  })
  socket.on('disconnect', lost)
  socket.on('connect_error', (e?: Error) => (e?.message === UNAUTHORISED ? out() : lost()))

  function watch(): void {
    if (stopped) return
    watching = timers.set(watch, WATCH_MS)
    const verdict = silence.verdict(state.value.heartbeatMs)
    if (state.value.state === 'live' && verdict !== 'fine') become('late')
    if (verdict === 'dead' && retry === null) reconnect()
  }
  function reconnect(): void {
    timers.clear(retry)
    // disconnect() reports through `lost` when it was connected; a socket still opening is only closed.
    const wasOpen = socket.connected
    socket.disconnect()
    if (!wasOpen) events.disconnected()
    timers.clear(retry)
    backoff.reset()
    become('lost')
    retry = timers.set(open, backoff.first())
  }
  let watching = timers.set(watch, WATCH_MS)
  open()

  return {
    state,
    send: (message, answered) => void socket.emit('command', message, answered),
    askTracks: (groups) => void socket.emit('resync', { groups } satisfies Resync),
    reconnect,
    wake() {
      if (retry !== null) open()
      else if (silence.verdict(state.value.heartbeatMs) !== 'fine') reconnect()
    },
    stop() {
      stopped = true
      timers.clear(watching)
      timers.clear(retry)
      socket.disconnect()
    },
  }
}
