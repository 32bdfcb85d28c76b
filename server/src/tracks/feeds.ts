import type { Instant } from '@liandong/shared/kernel/decider'
import type { SourceState } from '@liandong/shared/unit/contract'
import type { Quarantine } from './quarantine'
import type { Track, UnitReader } from './parts'

/** How a feed keeps its freshness contract. */
export type FeedFreshness = 'fresh' | 'stale' | 'lost'

export interface FeedState {
  sourceId: string
  state: FeedFreshness
  /** When anything last came, good or not; null since the server started. */
  lastReceivedAt: Instant | null
  /** Units whose newest position is within the contract. */
  freshUnits: number
  /** Units of the register that report through this feed and are on duty. */
  units: number
  accepted: number
  quarantined: number
}

/** Freshness of something last heard at an instant: an `event` source's silence means nothing until it counts as lost. */
export function freshnessOf(source: SourceState, heardAt: Instant | null, now: Instant): FeedFreshness {
  if (heardAt === null || now - heardAt > source.lostAfterMs) return 'lost'
  return source.contract === 'event' || now - heardAt <= source.withinMs ? 'fresh' : 'stale'
}

/** Counts what each feed sends. */
export class Feeds {
  private readonly received = new Map<string, Instant>()
  private readonly accepted = new Map<string, number>()

  noteReceived(sourceId: string, at: Instant): void {
    this.received.set(sourceId, at)
  }

  noteAccepted(sourceId: string, count: number): void {
    this.accepted.set(sourceId, (this.accepted.get(sourceId) ?? 0) + count)
  }

  lastReceived(sourceId: string): Instant | null {
    return this.received.get(sourceId) ?? null
  }

  /** A scenario was set anew: instants of before mean nothing. */
  forgetTimes(): void {
    this.received.clear()
  }

  states(units: UnitReader, trackOf: (unitId: string) => Track | undefined, quarantine: Quarantine, now: Instant): FeedState[] {
    const sources = new Map([...units.sources()].map((s) => [s.id, s]))
    const total = new Map<string, number>(), fresh = new Map<string, number>()
    for (const u of units.units()) {
      const source = sources.get(u.sourceId)
      if (!source || u.status === 'off_duty') continue
      total.set(source.id, (total.get(source.id) ?? 0) + 1)
      const track = trackOf(u.id)
      if (track && freshnessOf(source, track.at, now) === 'fresh') fresh.set(source.id, (fresh.get(source.id) ?? 0) + 1)
    }
    return [...sources.values()].map((source) => {
      const lastReceivedAt = this.lastReceived(source.id)
      return {
        sourceId: source.id, state: freshnessOf(source, lastReceivedAt, now), lastReceivedAt,
        freshUnits: fresh.get(source.id) ?? 0, units: total.get(source.id) ?? 0,
        accepted: this.accepted.get(source.id) ?? 0, quarantined: quarantine.count(source.id),
      }
    })
  }
}
