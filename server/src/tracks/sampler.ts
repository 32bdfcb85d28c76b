import type { Instant } from '@liandong/shared/kernel/decider'
import type { UnitStatus } from '@liandong/shared/unit/contract'
import type { HistoryRow, HistoryStore } from './historyTable'
import type { Track, TrackLog } from './parts'

export interface SamplerOptions {
  /** At most one row per unit in this time, besides changes of status. */
  everyMs: number
  /** Days older than this are dropped. */
  retentionMs: number
  /** Rows that wait for the database at most; beyond it the oldest are dropped. */
  queueRows: number
}

export const USUAL_SAMPLING: SamplerOptions = { everyMs: 30_000, retentionMs: 30 * 86_400_000, queueRows: 20_000 }

/** Rows of one insert. */
const BATCH = 2000
const HOUR_MS = 3_600_000

/** Samples positions and writes them off the hot path. `offer` never waits; `flush` is called by a timer. */
export class Sampler {
  private readonly lastSample = new Map<string, { at: Instant; status: UnitStatus }>()
  private queue: HistoryRow[] = []
  private writing: Promise<void> | null = null
  private lastDrop = -Infinity
  /** Rows given up because the database was too slow. */
  dropped = 0
  written = 0
  failures = 0

  constructor(private readonly store: HistoryStore, private readonly log: TrackLog, private readonly options = USUAL_SAMPLING) {}

  get waiting(): number {
    return this.queue.length
  }

  /** Keeps the position if it is due or the status changed. */
  offer(track: Track, status: UnitStatus, now: Instant): void {
    const last = this.lastSample.get(track.unitId)
    if (last && last.status === status && track.at - last.at < this.options.everyMs) return
    // A wrong device clock must not make partitions of another year.
    if (track.at < now - this.options.retentionMs) return
    this.lastSample.set(track.unitId, { at: track.at, status })
    this.queue.push({ ...track, status })
    if (this.queue.length <= this.options.queueRows) return
    this.queue.shift()
    this.dropped++
  }

  /** A scenario was set anew. */
  forgetTimes(): void {
    this.lastSample.clear()
    this.lastDrop = -Infinity
  }

  /** Writes what waits, and once an hour drops old days. One at a time; never throws: a failure keeps the rows for the next call. */
  flush(now: Instant): Promise<void> {
    this.writing ??= this.write(now).finally(() => (this.writing = null))
    return this.writing
  }

  private async write(now: Instant): Promise<void> {
    try {
      while (this.queue.length > 0) {
        const batch = this.queue.splice(0, BATCH)
        try {
          await this.store.write(batch)
          this.written += batch.length
        } catch (error) {
          this.giveBack(batch)
          throw error
        }
      }
      if (Math.abs(now - this.lastDrop) < HOUR_MS) return
      this.lastDrop = now
      const days = await this.store.dropBefore(now - this.options.retentionMs)
      if (days.length > 0) this.log.info({ days }, 'dropped old days of positions')
    } catch (error) {
      this.failures++
      this.log.warn({ error: (error as Error).message, waiting: this.queue.length }, 'positions could not be written to history')
    }
  }

  private giveBack(batch: HistoryRow[]): void {
    this.queue = [...batch, ...this.queue]
    const over = this.queue.length - this.options.queueRows
    if (over <= 0) return
    this.queue.splice(0, over)
    this.dropped += over
  }
}
