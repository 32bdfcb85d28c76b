import type { Mask, Ref } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { createLine, type Line, type LineOptions } from '../../../client/src/live/connection'
import type { Mirror } from '../../../client/src/live/mirror'
import { createSubmitter, type Submitter } from '../../../client/src/live/submit'
import type { Timers } from '../../../client/src/live/timers'
import type { WireTime } from './wireTime'

/** What stood at every position, kept apart from the wire. */
export interface Witness {
  /** Whether this picture ever stood at this position. */
  stood(epoch: string, mask: Mask, position: number, hash: string, picture: Mirror): boolean
  /** The first turn from `from` on at which a document had this text, or null. */
  turnOf(epoch: string, mask: Mask, ref: Ref, text: string, from: number): number | null
}

export interface ViewerParts {
  name: string
  mask: Mask
  port: number
  mirror: Mirror
  time: WireTime
  random(): number
  newId(): string
  history: Witness
  /** Socket.IO's `io`, unless the wire is a simulated one. */
  dial?: NonNullable<LineOptions['dial']>
  /** Told once for each thing that may never be seen. */
  fault(what: string): void
}

/** A client made of the real line, mirror and submitter, which holds everything it is shown against the history. */
export class Viewer {
  readonly mirror: Mirror
  /** Wire instant of the newest greeting; -1 before the first. */
  connectedAt = -1
  /** The server's position at that greeting. */
  greetedWith = -1
  connections = 0
  snapshots = 0
  private readonly line: Line
  private readonly submitter: Submitter
  private seenEpoch: string | null = null
  private readonly turns = new Map<Ref, number>()
  private shownAt = -1
  private wrongPicture = false

  constructor(private readonly p: ViewerParts) {
    this.mirror = p.mirror
    const timers: Timers = { now: () => p.time.now(), set: (fn, ms) => p.time.after(ms, fn), clear: (cancel) => (cancel as (() => void) | null)?.() }
    this.line = createLine({
      url: `http://127.0.0.1:${p.port}`, mask: p.mask, mirror: p.mirror, timers, tracks: false, random: p.random, ...(p.dial ? { dial: p.dial } : {}),
      // A machine that never sleeps: what a real wall clock would add to it.
      wallClock: () => p.time.now(),
      events: {
        hello: (h) => { this.connectedAt = p.time.now(); this.greetedWith = h.position; this.connections++ },
        stamped: () => undefined, tracks: () => undefined,
        mirrored: () => this.look(),
        connected: () => this.submitter.connected(),
        disconnected: () => this.submitter.disconnected(),
      },
    })
    this.submitter = createSubmitter(this.line.send, p.newId, timers)
  }

  get mask(): Mask {
    return this.p.mask
  }

  submit(type: string, body: object, id: string, ttlMs?: number): Promise<CommandAnswer> {
    return this.submitter.submit(type, body, { id, ...(ttlMs === undefined ? {} : { ttlMs }) })
  }

  reconnect(): void {
    this.line.reconnect()
  }

  wake(): void {
    this.line.wake()
  }

  stop(): void {
    this.line.stop()
    this.submitter.stop()
  }

  /** Holds the picture just shown against all that ever stood. */
  private look(): void {
    const { mirror, p } = this
    const { changed, snapshot } = mirror.drain()
    if (snapshot) this.snapshots++
    if (mirror.epoch === null || mirror.position < 0) return
    if (mirror.epoch !== this.seenEpoch) {
      this.seenEpoch = mirror.epoch
      this.turns.clear()
      this.shownAt = -1
    }
    if (mirror.position < this.shownAt) p.fault(`${p.name} shows position ${mirror.position} after ${this.shownAt}`)
    this.shownAt = mirror.position
    const right = p.history.stood(mirror.epoch, p.mask, mirror.position, mirror.hash, mirror)
    if (!right && !this.wrongPicture) p.fault(`${p.name} shows at ${mirror.position} a picture that never stood there`)
    this.wrongPicture = !right
    for (const [kind, ids] of changed) for (const id of ids) this.follow(`${kind}:${id}`)
  }

  /** No document may go back to a text it had before. */
  private follow(ref: Ref): void {
    const { mirror, p } = this
    const text = mirror.text(ref)
    if (text === undefined) return
    const seen = this.turns.get(ref) ?? 0
    const turn = p.history.turnOf(mirror.epoch!, p.mask, ref, text, seen)
    if (turn === null) p.fault(`${p.name} shows ${ref} as it was before what it had shown`)
    else this.turns.set(ref, turn)
  }
}
