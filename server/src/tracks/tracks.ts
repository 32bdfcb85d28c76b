import type { Instant } from '@liandong/shared/kernel/decider'
import type { Fix, IngestCounts } from '@liandong/shared/wire/fix'
import { ContactWatcher, type ContactNote, type Watched } from './contact'
import { Feeds, type FeedState } from './feeds'
import { Groups, type GroupFrame } from './groups'
import type { HistoryStore } from './historyTable'
import { Newest } from './newest'
import { usualGroups, type Membership, type Track, type TrackBus, type TrackClock, type TrackLog, type UnitReader } from './parts'
import { Quarantine } from './quarantine'
import { Sampler, USUAL_SAMPLING, type SamplerOptions } from './sampler'
import { Warm } from './warm'

export interface TracksOptions {
  clock: TrackClock
  units: UnitReader
  bus: TrackBus
  history: HistoryStore
  log: TrackLog
  /** Real milliseconds between ticks. */
  tickMs: number
  /** This node's own id, random per start. */
  node: string
  membership?: Membership
  sampling?: SamplerOptions
}

/** How far back a restart looks for last positions, besides the bus. */
const RECALL_MS = 86_400_000
/** So long after the bus was last seen away, another node's silence may still be ours. */
const HEARING_AGAIN_MS = 10_000
/** A clock that is back by more than this was set anew. */
const SET_BACK_MS = 1000

/** Newest positions: takes fixes, makes frames, watches feeds. Everything is driven from outside: no timer of its own. */
export class Tracks {
  readonly quarantine = new Quarantine()
  readonly sampler: Sampler
  private readonly newest: Newest
  private readonly groups: Groups
  private readonly feeds = new Feeds()
  private readonly warm: Warm
  private readonly changed = new Set<string>()
  private readonly mine = new Map<string, Track>()
  private watcher: ContactWatcher
  private lastTick: Instant
  private deafAt = -Infinity

  constructor(private readonly o: TracksOptions) {
    this.newest = new Newest(o.units, o.clock)
    this.groups = new Groups(o.membership ?? usualGroups)
    this.sampler = new Sampler(o.history, o.log, o.sampling ?? USUAL_SAMPLING)
    this.warm = new Warm(o.bus, o.node)
    this.lastTick = o.clock.now()
    this.watcher = new ContactWatcher(this.lastTick)
  }

  /** Learns the register, recalls last positions from bus and history, and listens to other nodes. Before the first fix. */
  async open(): Promise<void> {
    for (const u of this.o.units.units()) this.newest.learn(u.id, u)
    const since = this.o.clock.now() - RECALL_MS
    for (const track of [...(await this.warm.recall()), ...(await this.o.history.newest(since))]) {
      // A scenario may have been set back since: what lies ahead of the clock was another run's.
      if (track.at >= since && track.at <= this.o.clock.now()) this.recalled(track)
    }
    this.warm.listen((tracks) => {
      for (const t of tracks) {
        this.feeds.noteReceived(t.sourceId, Math.max(t.heardAt, this.feeds.lastReceived(t.sourceId) ?? -Infinity))
        this.recalled(t)
      }
    })
  }

  /** Takes a source's fixes. Unknown sources are the doors' business: here their fixes are quarantined as unknown. */
  accept(fixes: readonly Fix[], sourceId: string): IngestCounts {
    this.lookAtClock()
    const now = this.o.clock.now()
    const source = this.o.units.source(sourceId)
    const counts: IngestCounts = { accepted: 0, quarantined: {} }
    this.feeds.noteReceived(sourceId, now)
    for (const fix of fixes) {
      const taken = source ? this.newest.take(fix, sourceId, source.maxSpeedKmh) : 'unknown-device'
      if (typeof taken === 'string') {
        counts.quarantined[taken] = (counts.quarantined[taken] ?? 0) + 1
        this.quarantine.note(sourceId, taken, now, fix)
        continue
      }
      counts.accepted++
      this.changed.add(taken.unitId)
      this.mine.set(taken.unitId, taken)
      this.sampler.offer(taken, this.o.units.unit(taken.unitId)!.status, now)
    }
    this.feeds.noteAccepted(sourceId, counts.accepted)
    return counts
  }

  /** Notes input that no adapter could read: counted, a sample kept. */
  malformed(sourceId: string, text: string): void {
    const now = this.o.clock.now()
    this.feeds.noteReceived(sourceId, now)
    this.quarantine.note(sourceId, 'malformed', now, text)
  }

  /** Units were registered, changed status or incident, or left. Their groups follow with the next tick. */
  unitsChanged(unitIds: Iterable<string>): void {
    for (const id of unitIds) {
      const unit = this.o.units.unit(id)
      this.newest.learn(id, unit)
      if (unit?.status === 'off_duty') this.newest.forget(id)
      const track = this.newest.get(id)
      if (unit && track) this.sampler.offer(track, unit.status, this.o.clock.now())
      this.changed.add(id)
    }
  }

  /** The frames of this tick, one per group in which something changed. */
  tick(): GroupFrame[] {
    this.lookAtClock()
    const now = this.o.clock.now()
    for (const id of this.changed) this.groups.place(this.o.units.unit(id), id, this.newest.get(id))
    this.changed.clear()
    this.warm.tell([...this.mine.values()])
    this.mine.clear()
    const spanMs = Math.max(this.o.tickMs * this.o.clock.rate, now - this.lastTick)
    this.lastTick = now
    return this.groups.flush(now, spanMs)
  }

  /** A group's positions as of the last tick, for one who joins it now. */
  fullFrame(group: string): Uint8Array {
    return this.groups.full(group)
  }

  track(unitId: string): Track | undefined {
    return this.newest.get(unitId)
  }

  all(): Iterable<Track> {
    return this.newest.all()
  }

  feedStates(now: Instant = this.o.clock.now()): FeedState[] {
    return this.feeds.states(this.o.units, (id) => this.newest.get(id), this.quarantine, now)
  }

  /** Contact lost or regained since the last look; the caller submits them. Called about once a second. */
  contactNotes(): ContactNote[] {
    this.lookAtClock()
    if (this.o.bus.state() === 'down') this.deafAt = this.o.clock.now()
    return this.watcher.look(this.watched(), this.o.clock.now())
  }

  /** This node was frozen or its machine slept: it heard nobody, so that everybody's silence counts from now. */
  slept(): void {
    this.watcher = new ContactWatcher(this.o.clock.now())
  }

  /** Writes history and the warm copy; called by a timer and before the end. Never throws. */
  async save(): Promise<void> {
    this.warm.save()
    await this.sampler.flush(this.o.clock.now())
  }

  async close(): Promise<void> {
    this.warm.stop()
    await this.save()
  }

  private *watched(): Iterable<Watched> {
    const deaf = this.o.clock.now() - this.deafAt < HEARING_AGAIN_MS * this.o.clock.rate
    for (const unit of this.o.units.units()) {
      const source = this.o.units.source(unit.sourceId)
      if (!source) continue
      const track = this.newest.get(unit.id)
      // Whom another node hears can't be said to be lost by one that doesn't hear that node.
      if (deaf && track && !this.warm.took(track)) continue
      yield { unit, source, track, feedHeardAt: this.feeds.lastReceived(source.id) }
    }
  }

  private recalled(track: Track): void {
    if (this.newest.recall(track)) this.changed.add(track.unitId)
  }

  /** A scenario clock was set back: positions of a time to come are another run's. */
  private lookAtClock(): void {
    const now = this.o.clock.now()
    if (now >= this.lastTick - SET_BACK_MS) return
    for (const t of this.newest.all()) this.changed.add(t.unitId)
    this.newest.clear()
    this.mine.clear()
    this.warm.forget()
    this.deafAt = -Infinity
    this.feeds.forgetTimes()
    this.sampler.forgetTimes()
    this.watcher = new ContactWatcher(now)
    this.lastTick = now
  }
}

/** Builds tracks over its parts; call `open()` before the first fix. */
export const createTracks = (options: TracksOptions): Tracks => new Tracks(options)

