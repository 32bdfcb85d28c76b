import type { Instant } from '@liandong/shared/kernel/decider'
import type { SourceState } from '@liandong/shared/unit/contract'
import { freshnessOf } from './feeds'
import type { Track, TrackedUnit } from './parts'

/** A command of the watcher. Its id is made of unit and episode, so that a second node's is the same command. */
export interface ContactNote {
  id: string
  type: 'NoteLostContact' | 'NoteRegainedContact'
  body: { unitId: string; since?: Instant }
}

export interface Watched {
  unit: TrackedUnit
  source: SourceState
  track: Track | undefined
  /** When the unit's feed was last heard at all. */
  feedHeardAt: Instant | null
}

/** Silence past the contract by less than this is not yet lost: a late packet must not make two events. */
export const LOST_DEADBAND_MS = 5000

/**
 * Who is out of touch, and who is back. A unit is lost when its newest fix is older than the contract of its source allows;
 * back once its fixes have been within it again for `REGAINED_SPAN_MS` (or half the contract, if that is shorter).
 * While a whole feed is silent only units that serve an incident are noted: the feed's own alarm says the rest once.
 */
export class ContactWatcher {
  /** First fresh fix after a loss, per unit. */
  private readonly returning = new Map<string, Instant>()
  private readonly startedAt: Instant

  /** Before `startedAt` this server wasn't listening, so silence counts from then at the earliest. */
  constructor(startedAt: Instant) {
    this.startedAt = startedAt
  }

  look(watched: Iterable<Watched>, now: Instant): ContactNote[] {
    const notes: ContactNote[] = []
    for (const w of watched) {
      const note = w.unit.lostSince === null ? this.lost(w, now) : this.regained(w, now)
      if (note) notes.push(note)
    }
    return notes
  }

  private lost({ unit, source, track, feedHeardAt }: Watched, now: Instant): ContactNote | null {
    this.returning.delete(unit.id)
    // Never heard: there was no contact to lose.
    if (!track || unit.status === 'off_duty') return null
    const since = Math.min(track.at, track.heardAt)
    if (now - Math.max(since, this.startedAt) <= source.lostAfterMs + LOST_DEADBAND_MS) return null
    const feedSilent = freshnessOf(source, feedHeardAt ?? this.startedAt, now) === 'lost'
    if (feedSilent && unit.incidentId === null) return null
    return { id: noteId('lost', unit.id, since), type: 'NoteLostContact', body: { unitId: unit.id, since } }
  }

  private regained({ unit, source, track }: Watched, now: Instant): ContactNote | null {
    const lostSince = unit.lostSince!
    if (!track || track.at <= lostSince || now - track.at > source.withinMs) {
      this.returning.delete(unit.id)
      return null
    }
    const first = this.returning.get(unit.id)
    if (first === undefined) {
      this.returning.set(unit.id, track.at)
      return null
    }
    if (track.at - first < Math.min(REGAINED_SPAN_MS, source.withinMs / 2)) return null
    return { id: noteId('regained', unit.id, lostSince), type: 'NoteRegainedContact', body: { unitId: unit.id } }
  }
}

export const REGAINED_SPAN_MS = 5000

/** Fits the 80 characters of a command id; unit ids are far shorter than 55. */
const noteId = (what: string, unitId: string, episode: Instant) => `contact-${what}:${unitId.slice(-50)}:${episode}`
