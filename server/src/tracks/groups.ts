import type { Instant } from '@liandong/shared/kernel/decider'
import { UNIT_STATUSES } from '@liandong/shared/unit/contract'
import { TrackEncoder } from '@liandong/shared/wire/trackEncoder'
import { toE5, toTurn } from '@liandong/shared/wire/trackFrame'
import type { Membership, Track, TrackedUnit } from './parts'

/** One group's bytes of one tick, ready to be sent to everyone in it. */
export interface GroupFrame {
  group: string
  bytes: Uint8Array
}

/** Which track is in which group, and one encoder per group. */
export class Groups {
  private readonly encoders = new Map<string, TrackEncoder>()
  private readonly memberOf = new Map<string, string[]>()
  /** Made since the last flush: its first frame is a full one, for those already in the room. */
  private readonly born = new Set<TrackEncoder>()
  private nextNumber = 1

  constructor(private readonly membership: Membership) {}

  /** Puts a unit's newest position into its groups; takes it out of those it left, and out of all when there is nothing to show. */
  place(unit: TrackedUnit | undefined, unitId: string, track: Track | undefined): void {
    const shown = unit && track && unit.status !== 'off_duty'
    const groups = shown ? this.membership(unit) : []
    for (const left of this.memberOf.get(unitId) ?? []) {
      if (!groups.includes(left)) this.encoders.get(left)?.remove(unitId)
    }
    if (!shown) {
      this.memberOf.delete(unitId)
      return
    }
    this.memberOf.set(unitId, groups)
    const point = {
      unitId, sourceId: track.sourceId, lat: toE5(track.lat), lon: toE5(track.lon), turn: toTurn(track.headingDeg),
      speedKmh: Math.max(0, Math.min(255, Math.round(track.speedKmh))), status: UNIT_STATUSES.indexOf(unit.status),
      // A device's clock may run ahead; on screen nothing is younger than now.
      at: Math.min(track.at, track.heardAt),
    }
    for (const g of groups) this.encoder(g).put(point)
  }

  /** The frames of this tick, of the groups in which anything changed. */
  flush(now: Instant, spanMs: number): GroupFrame[] {
    const frames: GroupFrame[] = []
    for (const [group, encoder] of this.encoders) {
      const bytes = encoder.flush(now, spanMs)
      if (bytes) frames.push({ group, bytes: this.born.has(encoder) ? encoder.full() : bytes })
      // A closed incident's group goes; whoever still listens has got its `gone`.
      if (encoder.size === 0) this.encoders.delete(group)
    }
    this.born.clear()
    return frames
  }

  /** What a joiner needs to follow the group from the next frame on. */
  full(group: string): Uint8Array {
    return this.encoder(group).full()
  }

  /** Names of the groups that hold anything. */
  names(): string[] {
    return [...this.encoders].filter(([, e]) => e.size > 0).map(([name]) => name)
  }

  private encoder(group: string): TrackEncoder {
    const known = this.encoders.get(group)
    if (known) return known
    const encoder = new TrackEncoder(group, this.nextNumber++)
    this.encoders.set(group, encoder)
    this.born.add(encoder)
    return encoder
  }
}
