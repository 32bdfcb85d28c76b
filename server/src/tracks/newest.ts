import type { Fix, QuarantineReason } from '@liandong/shared/wire/fix'
import { judge, motion, noSuspicion, type Suspicion } from './judge'
import type { Track, TrackClock, TrackedUnit, UnitReader } from './parts'

/** Newest position per unit, and which unit a feed's device is. */
export class Newest {
  private readonly tracks = new Map<string, Track>()
  private readonly suspicions = new Map<string, Suspicion>()
  /** `source device` → unit id. */
  private readonly devices = new Map<string, string>()
  private readonly deviceOf = new Map<string, string>()

  constructor(private readonly units: UnitReader, private readonly clock: TrackClock) {}

  get(unitId: string): Track | undefined {
    return this.tracks.get(unitId)
  }

  all(): Iterable<Track> {
    return this.tracks.values()
  }

  get size(): number {
    return this.tracks.size
  }

  /** Learns which device a unit has now; undefined unit: it left the register. */
  learn(unitId: string, unit: TrackedUnit | undefined): void {
    const old = this.deviceOf.get(unitId)
    const device = unit && keyOf(unit.sourceId, unit.deviceId)
    if (old !== undefined && old !== device && this.devices.get(old) === unitId) this.devices.delete(old)
    if (device === undefined) {
      this.deviceOf.delete(unitId)
      this.forget(unitId)
      return
    }
    this.devices.set(device, unitId)
    this.deviceOf.set(unitId, device)
  }

  unitOf(sourceId: string, device: string): string | undefined {
    return this.devices.get(keyOf(sourceId, device))
  }

  /** Takes a fix of a source. Answers the new track, or why not. */
  take(fix: Fix, sourceId: string, maxSpeedKmh: number): Track | QuarantineReason {
    const unitId = this.unitOf(sourceId, fix.device)
    const unit = unitId === undefined ? undefined : this.units.unit(unitId)
    if (!unit) return 'unknown-device'
    if (unit.status === 'off_duty') return 'off-duty'
    // Another feed's past says nothing about this one's clock.
    const before = this.tracks.get(unit.id)
    const last = before?.sourceId === sourceId ? before : undefined
    let suspicion = this.suspicions.get(unit.id)
    if (!suspicion) this.suspicions.set(unit.id, (suspicion = noSuspicion()))
    const now = this.clock.now()
    const reason = judge(fix, last, suspicion, { now, rate: this.clock.rate, maxSpeedKmh })
    if (reason) return reason
    const track: Track = { unitId: unit.id, sourceId, at: fix.at, heardAt: now, lon: fix.lon, lat: fix.lat, ...motion(fix, last) }
    this.tracks.set(unit.id, track)
    return track
  }

  /** Takes what another node or an earlier run knew, if it is newer. */
  recall(track: Track): boolean {
    const unit = this.units.unit(track.unitId)
    if (!unit || unit.status === 'off_duty' || unit.sourceId !== track.sourceId) return false
    const known = this.tracks.get(track.unitId)
    if (known && known.at >= track.at) return false
    this.tracks.set(track.unitId, track)
    return true
  }

  forget(unitId: string): void {
    this.tracks.delete(unitId)
    this.suspicions.delete(unitId)
  }

  clear(): void {
    this.tracks.clear()
    this.suspicions.clear()
  }

}

const keyOf = (sourceId: string, device: string) => `${sourceId} ${device}`
