import type { Socket } from 'node:net'

/** How bytes run on a lane just now; asked again for each piece. Times are real milliseconds. */
export interface LaneTerms {
  /** Whether nothing moves. */
  held: boolean
  /** Whether everything vanishes. */
  lost: boolean
  /** What the next bytes wait. */
  delayMs: number
  /** 0 is as fast as it goes. */
  bytesPerSecond: number
  /** Longest piece written at once; 0 is any. */
  sliceBytes: number
}

interface Load {
  /** Milliseconds of the monotonic clock before which it may not go. */
  due: number
  bytes: Buffer | null
  /** Done in its turn, when it carries no bytes. */
  then?: () => void
}

/** So much may wait in a lane before its source is read no further: the sender feels the narrow line, as on a real one. */
const FULL_BYTES = 64 * 1024
/** A narrow line is paced in pieces of this much time. */
const PACE_MS = 20

/** One way of one proxied connection: what came and waits for its turn. Order is always kept. */
export class Lane {
  private waiting: Load[] = []
  private queued = 0
  /** When the line is free again after what was written last. */
  private freeAt = 0
  private timer: NodeJS.Timeout | NodeJS.Immediate | null = null
  private ended = false

  constructor(private readonly from: Socket, private readonly to: Socket, private readonly terms: () => LaneTerms) {
    to.on('drain', this.run)
  }

  send(bytes: Buffer): void {
    if (this.ended) return
    this.add({ due: performance.now() + this.terms().delayMs, bytes })
    this.queued += bytes.length
    this.run()
    if (this.queued > FULL_BYTES && !this.ended) this.from.pause()
  }

  /** Does something when all before it has gone, and not before so many more milliseconds. */
  afterwards(then: () => void, delayMs: number): void {
    this.add({ due: performance.now() + this.terms().delayMs + delayMs, bytes: null, then })
    this.run()
  }

  /** Nothing that waits, and nothing that comes, goes any further. */
  stop(): void {
    this.ended = true
    this.waiting = []
    this.queued = 0
    this.rest()
    this.from.resume()
  }

  /** What waits goes now. */
  hurry(): void {
    for (const load of this.waiting) load.due = 0
    this.freeAt = 0
    this.run()
  }

  private add(load: Load): void {
    if (!this.ended) this.waiting.push({ ...load, due: Math.max(load.due, this.waiting.at(-1)?.due ?? 0) })
  }

  private rest(): void {
    clearTimeout(this.timer as NodeJS.Timeout)
    clearImmediate(this.timer as NodeJS.Immediate)
    this.timer = null
  }

  /** Sends what may go now; called again whenever that may have changed. */
  readonly run = (): void => {
    this.rest()
    for (let load = this.waiting[0]; load; load = this.waiting[0]) {
      const terms = this.terms()
      if (terms.lost) return this.stop()
      const now = performance.now()
      const at = load.bytes ? Math.max(load.due, this.freeAt) : load.due
      if (terms.held) return
      if (at > now) return void (this.timer = setTimeout(this.run, at - now))
      if (!load.bytes) {
        this.waiting.shift()
        load.then?.()
        continue
      }
      // Whoever doesn't read any more holds the lane up.
      if (this.to.writableNeedDrain && !this.to.destroyed) return
      if (this.write(load, terms, now)) return void (this.timer = setImmediate(this.run))
    }
  }

  /** Writes one piece; answers whether a breath is needed before the next, so that it goes as a piece of its own. */
  private write(load: Load, { bytesPerSecond, sliceBytes }: LaneTerms, now: number): boolean {
    const bytes = load.bytes!
    const paced = bytesPerSecond > 0 ? Math.max(1, Math.ceil((bytesPerSecond * PACE_MS) / 1000)) : Infinity
    const size = Math.min(bytes.length, paced, sliceBytes || Infinity)
    this.to.write(bytes.subarray(0, size))
    if (bytesPerSecond > 0) this.freeAt = Math.max(this.freeAt, now) + (size / bytesPerSecond) * 1000
    this.queued -= size
    if (size === bytes.length) this.waiting.shift()
    else load.bytes = bytes.subarray(size)
    if (this.queued <= FULL_BYTES) this.from.resume()
    return sliceBytes > 0
  }
}
