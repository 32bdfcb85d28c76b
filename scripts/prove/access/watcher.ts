import { io, type Socket } from 'socket.io-client'
import type { Ref } from '@liandong/shared/kernel/decider'
import { readLines } from '@liandong/shared/wire/lines'
import { SOCKET_PATH, type ChangesHeader, type Hello, type SnapshotHeader } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import { addHash, documentHash, EMPTY_HASH, hashText, type StateHash } from '@liandong/shared/wire/stateHash'
import { readTrackFrame } from '@liandong/shared/wire/trackFrame'
import { fromSeat } from '../rig/seat'
import type { Checker, Lines } from './checker'

/** A screen that trusts nobody: it holds what it is sent, and every message of every connection goes to the checker. */
export class Watcher {
  readonly docs = new Map<Ref, string>()
  position = -1
  epoch: string | null = null
  hello: Hello | null = null
  byes = 0
  /** How often the server's hash wasn't that of what it held. */
  mismatches = 0
  /** Refusals at the door. */
  refused: string[] = []
  /** When it was last told that its sign-in is over or was cut off, last greeted, and last begun to be sent a whole picture: monotonic ms. */
  endedAt = 0
  greetedAt = 0
  wholeAt = 0
  private owesWhole = false
  private socket: Socket
  /** Positions it has stood at, to come back with. */
  private readonly past: number[] = []
  private groups = new Map<number, { name: string; slots: Map<number, string> }>()

  constructor(readonly o: { port: number; cookie: string | null; person: string; mask: string; checker: Checker }) {
    this.socket = this.dial({})
  }

  private dial(from: { epoch?: string; position?: number }): Socket {
    const { o } = this
    const socket = io(`http://127.0.0.1:${o.port}`, {
      path: SOCKET_PATH, transports: ['websocket'], parser, reconnection: false, forceNew: true, auth: { v: 1, mask: o.mask, tracks: true, ...from },
      ...(o.cookie === null ? {} : { extraHeaders: fromSeat(o.cookie) }),
    })
    this.hello = null
    this.groups = new Map()
    // What comes on a line that was left behind is checked like all else, but no longer held.
    const mine = () => this.socket === socket
    socket.on('connect_error', (e) => { if (mine()) this.refused.push(e.message) })
    socket.on('disconnect', () => { if (mine()) this.endedAt = performance.now() })
    socket.on('bye', () => { this.o.checker.counted(); if (mine()) { this.byes++; this.endedAt = performance.now(); this.docs.clear() } })
    socket.on('hello', (h: Hello) => {
      if (!mine()) return
      // Greeted again on a line that stands: its rights are others, and what it holds is to be replaced.
      this.owesWhole = this.hello !== null
      this.hello = h
      this.greetedAt = performance.now()
      o.checker.greeted(this, h)
    })
    socket.on('snapshot', (text: string) => { if (mine()) this.snapshot(readLines<SnapshotHeader>(text)) })
    socket.on('changes', (text: string) => { if (mine()) this.changes(readLines<ChangesHeader>(text)) })
    socket.on('tracks', (bytes: Uint8Array) => { if (mine()) this.tracks(bytes) })
    return socket
  }

  private snapshot({ header, put, remove }: Lines<SnapshotHeader>): void {
    if (header.piece === 0) { this.docs.clear(); this.owesWhole = false; this.wholeAt = performance.now() }
    for (const [r, text] of put) this.docs.set(r, text)
    this.o.checker.documents(this, header.position, put, remove)
    if (!header.last) return
    this.position = header.position
    this.epoch = header.epoch
  }

  private changes({ header, put, remove }: Lines<ChangesHeader>): void {
    if (this.owesWhole) this.o.checker.kept(this)
    this.owesWhole = false
    for (const [r, text] of put) this.docs.set(r, text)
    for (const r of remove) this.docs.delete(r)
    this.position = header.to
    if (this.past.length < 200 || header.to % 7 === 0) this.past.push(header.to)
    this.o.checker.documents(this, header.to, put, remove)
    if (header.hash === undefined || header.hash === this.hash()) return
    // As every screen does: what it holds isn't what it should hold, so it asks for the whole.
    this.mismatches++
    this.socket.emit('resync', {})
  }

  private hash(): string {
    let sum: StateHash = EMPTY_HASH
    for (const [r, text] of this.docs) sum = addHash(sum, documentHash(r, text))
    return hashText(sum)
  }

  private tracks(bytes: Uint8Array): void {
    const f = readTrackFrame(new Uint8Array(bytes))
    const known = this.groups.get(f.groupNumber)
    const group = f.full ? { name: f.group!, slots: new Map<number, string>() } : known
    if (!group) return this.o.checker.tracks(this, null, [])
    if (f.full) this.groups.set(f.groupNumber, group)
    for (const u of f.updates) {
      if (u.introduced) group.slots.set(u.slot, u.introduced.unitId)
      if (u.gone) group.slots.delete(u.slot)
    }
    this.o.checker.tracks(this, group.name, f.updates.filter((u) => !u.gone).map((u) => group.slots.get(u.slot)))
  }

  /** Asks for what it missed since a position it once stood at, for the whole, or for groups that it guesses. */
  resync(what: 'whole' | 'past' | 'guess', dice: () => number, guesses: readonly string[]): void {
    if (what === 'guess') this.socket.emit('resync', { groups: guesses.slice(0, 40) })
    else this.socket.emit('resync', what === 'whole' || this.epoch === null ? {} : { epoch: this.epoch, position: this.anyPast(dice) })
  }

  private anyPast = (dice: () => number): number => this.past[Math.floor(dice() * this.past.length)] ?? 0

  /** Leaves and comes back: with what it holds, as it says, or with nothing. An older position than it holds asks for the doubled only. */
  reconnect(how: 'fresh' | 'past' | 'here', dice: () => number): void {
    this.socket.disconnect()
    if (how === 'fresh' || this.epoch === null) this.docs.clear()
    const from = how === 'fresh' || this.epoch === null ? {} : { epoch: this.epoch, position: how === 'here' ? this.position : this.anyPast(dice) }
    this.socket = this.dial(from)
  }

  emit(event: string, ...args: unknown[]): void {
    this.socket.emit(event, ...args)
  }

  command(message: object): Promise<{ rejected?: string }> {
    return new Promise((resolve) => this.socket.timeout(15_000).emit('command', message, (e: unknown, a: { rejected?: string }) => resolve(e ? { rejected: 'no-answer' } : a)))
  }

  get connected(): boolean {
    return this.socket.connected
  }

  close(): void {
    this.socket.disconnect()
  }
}
