import { TRACKS_CODE } from './parser'
import { ByteWriter, zigzag } from './trackBytes'
import {
  AGE_FLAG, AGE_STEP_MS, FULL_FLAG, GONE, INSTANT_STEP_MS, INTRODUCE_FLAG, MORE, MOVED, MOVED_FLAG, SAME, SAME_STEP_FLAG, STATUS_FLAG, TRACK_VERSION,
} from './trackFrame'

/** A unit's newest position as frames carry it (units as in `trackFrame`). */
export interface TrackPoint {
  unitId: string
  sourceId: string
  /** WGS-84 degrees × 1e5. */
  lat: number
  lon: number
  /** 1/256 turns. */
  turn: number
  /** 0–255. */
  speedKmh: number
  /** Index into UNIT_STATUSES. */
  status: number
  /** Instant of the fix, UTC ms. */
  at: number
}

/** What the viewers of a group know of a slot: the point as of the last frame. */
type Sent = TrackPoint | undefined

/**
 * One group's frames. `put` and `remove` collect what changed, `flush` makes the delta every viewer of the group gets,
 * `full` repeats what the last flush left, for those who join or lost count: both join at the same sequence.
 */
export class TrackEncoder {
  private readonly slots = new Map<string, number>()
  private readonly sent: Sent[] = []
  private readonly pending: (TrackPoint | 'gone' | undefined)[] = []
  private readonly free: number[] = []
  private waiting = 0
  private sequence = 0
  /** In steps of INSTANT_STEP_MS. */
  private instant = 0
  /** From the frame before the last to the last, likewise. */
  private step = 0
  private spanMs = 0
  private readonly out = new ByteWriter()

  /** `number` stands for the name in delta frames; unique among the groups of one server. */
  constructor(readonly group: string, readonly number: number) {}

  /** Units in the group, those of the next frame included. */
  get size(): number {
    return this.slots.size
  }

  has(unitId: string): boolean {
    return this.slots.has(unitId)
  }

  put(point: TrackPoint): void {
    let slot = this.slots.get(point.unitId)
    const known = slot === undefined ? undefined : this.sent[slot]
    // Another feed is another introduction: leave, and come back in the next free slot.
    if (known && known.sourceId !== point.sourceId) {
      this.remove(point.unitId)
      slot = undefined
    }
    if (slot === undefined) {
      slot = this.free.pop() ?? this.sent.push(undefined) - 1
      this.slots.set(point.unitId, slot)
    }
    this.stage(slot, point)
  }

  remove(unitId: string): void {
    const slot = this.slots.get(unitId)
    if (slot === undefined) return
    this.slots.delete(unitId)
    if (this.sent[slot]) return this.stage(slot, 'gone')
    // Never shown to anyone: nothing to take back.
    if (this.pending[slot] !== undefined) this.waiting--
    this.pending[slot] = undefined
    this.free.push(slot)
  }

  /**
   * The frame for everyone in the group, or null when nothing changed. `now` is the server's instant; a fix at most
   * `spanMs` old (the time since the last tick) counts as made now. A clock set back gives a full frame.
   */
  flush(now: number, spanMs: number): Uint8Array | null {
    if (this.waiting === 0) return null
    const instant = Math.floor(now / INSTANT_STEP_MS)
    const step = instant - this.instant
    this.instant = instant
    this.spanMs = spanMs
    this.sequence = (this.sequence + 1) & 0xff
    const out = this.out
    this.head(step === this.step ? SAME_STEP_FLAG : 0)
    if (step !== this.step) out.varint(Math.max(0, step))
    this.step = Math.max(0, step)
    out.varint(this.waiting)
    const sources: string[] = []
    let before = -1
    for (let slot = 0; slot < this.pending.length; slot++) {
      const next = this.pending[slot]
      if (next === undefined) continue
      const gap = (slot - before - 1) * 4
      before = slot
      if (next === 'gone') out.varint(gap + GONE)
      else this.update(gap, this.sent[slot], next, sources)
      this.commit(slot, next)
    }
    this.waiting = 0
    this.pending.length = 0
    const delta = out.take()
    return step < 0 ? this.full() : delta
  }

  /** Everything as the last flush left it. */
  full(): Uint8Array {
    const out = this.out
    const known = this.sent.reduce((n, s) => (s ? n + 1 : n), 0)
    this.head(FULL_FLAG)
    out.varint(this.instant)
    out.varint(this.step)
    out.varint(known)
    out.text(this.group)
    const sources: string[] = []
    let before = -1
    this.sent.forEach((point, slot) => {
      if (!point) return
      this.update((slot - before - 1) * 4, undefined, point, sources)
      before = slot
    })
    return out.take()
  }

  private stage(slot: number, next: TrackPoint | 'gone'): void {
    if (this.pending[slot] === undefined) this.waiting++
    this.pending[slot] = next
  }

  private commit(slot: number, next: TrackPoint | 'gone'): void {
    if (next === 'gone') {
      this.sent[slot] = undefined
      this.free.push(slot)
    } else {
      // Copied field by field: the caller's point moves on.
      this.sent[slot] = { ...next }
    }
  }

  private head(flags: number): void {
    const out = this.out
    out.u8(TRACKS_CODE)
    out.u8(TRACK_VERSION * 16 + flags)
    out.varint(this.number)
    out.u8(this.sequence)
  }

  private update(gap: number, sent: Sent, next: TrackPoint, sources: string[]): void {
    const out = this.out
    const age = this.instant * INSTANT_STEP_MS - next.at
    const late = age > this.spanMs ? AGE_FLAG : 0
    if (!sent) {
      out.varint(gap + MORE)
      out.u8(INTRODUCE_FLAG | late)
      out.text(next.unitId)
      this.source(next.sourceId, sources)
      this.body(next.lat, next.lon, next)
      out.u8(next.status)
    } else {
      const same = sent.lat === next.lat && sent.lon === next.lon && sent.turn === next.turn && sent.speedKmh === next.speedKmh
      const changed = sent.status !== next.status ? STATUS_FLAG : 0
      if (!late && !changed) {
        out.varint(gap + (same ? SAME : MOVED))
        if (!same) this.body(next.lat - sent.lat, next.lon - sent.lon, next)
        return
      }
      out.varint(gap + MORE)
      out.u8(changed | late | (same ? 0 : MOVED_FLAG))
      if (changed) out.u8(next.status)
      if (late) out.varint(Math.round(age / AGE_STEP_MS))
      if (!same) this.body(next.lat - sent.lat, next.lon - sent.lon, next)
      return
    }
    if (late) out.varint(Math.round(age / AGE_STEP_MS))
  }

  private body(lat: number, lon: number, next: TrackPoint): void {
    const out = this.out
    out.varint(zigzag(lat))
    out.varint(zigzag(lon))
    out.u8(next.turn)
    out.u8(next.speedKmh)
  }

  private source(id: string, sources: string[]): void {
    const known = sources.indexOf(id)
    this.out.varint(known < 0 ? sources.length : known)
    if (known >= 0) return
    sources.push(id)
    this.out.text(id)
  }
}
