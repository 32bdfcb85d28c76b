import { bearingDeg, distanceM } from '@liandong/shared/kernel/geo'
import type { Fix, QuarantineReason } from '@liandong/shared/wire/fix'
import type { Track } from './parts'

/** What is remembered of a device besides its newest good fix, to judge the next. */
export interface Suspicion {
  /** Newest fix that looked like a jump, and how many agreeing ones there were. */
  jumped: { at: number; lon: number; lat: number; agreeing: number } | null
  /** How often in a row the very same place came while the device claimed to drive. */
  repeats: number
}

export const noSuspicion = (): Suspicion => ({ jumped: null, repeats: 0 })

/** A device's clock may run ahead by this much (real time). */
export const FUTURE_SLACK_MS = 60_000
/** Scatter of positions that is never a jump, metres. */
const SCATTER_M = 150
/** So many fixes that agree with each other, but not with the old place, are believed: the old one was wrong. */
const AGREEING_JUMPS = 3
/** The same place this often in a row, while driving, is a frozen receiver (traccar #3292). */
export const STUCK_REPEATS = 8
/** Below this a vehicle may well stand: receivers hold the place and still report a few km/h. */
const DRIVING_KMH = 8

export interface Limits {
  now: number
  /** Clock rate: at 60 a minute of device error is an hour of scenario. */
  rate: number
  maxSpeedKmh: number
}

/**
 * Whether a fix may become the unit's newest position; null means yes. `suspicion` is updated. Judges shape, place and time
 * alone; whether the device is known is the caller's to say.
 */
export function judge(fix: Fix, last: Track | undefined, suspicion: Suspicion, limits: Limits): QuarantineReason | null {
  if (!(Math.abs(fix.lat) <= 90 && Math.abs(fix.lon) <= 180 && Number.isFinite(fix.at))) return 'out-of-range'
  if (Math.abs(fix.lat) < 1e-4 && Math.abs(fix.lon) < 1e-4) return 'null-island'
  if (fix.at > limits.now + FUTURE_SLACK_MS * Math.max(1, limits.rate)) return 'in-future'
  if (!last) return null
  if (fix.at < last.at) return 'time-reversed'
  if (fix.at === last.at) return 'duplicate'
  if (isStuck(fix, last, suspicion)) return 'stuck'
  return isJump(fix, last, suspicion, limits.maxSpeedKmh) ? 'jump' : null
}

function isStuck(fix: Fix, last: Track, s: Suspicion): boolean {
  const driving = (fix.speedKmh ?? 0) >= DRIVING_KMH
  s.repeats = driving && fix.lon === last.lon && fix.lat === last.lat ? s.repeats + 1 : 0
  return s.repeats >= STUCK_REPEATS
}

function isJump(fix: Fix, last: Track, s: Suspicion, maxSpeedKmh: number): boolean {
  if (reachable(last, fix, maxSpeedKmh)) {
    s.jumped = null
    return false
  }
  const agrees = s.jumped !== null && fix.at > s.jumped.at && reachable(s.jumped, fix, maxSpeedKmh)
  const agreeing = agrees ? s.jumped!.agreeing + 1 : 1
  if (agreeing >= AGREEING_JUMPS) {
    s.jumped = null
    return false
  }
  s.jumped = { at: fix.at, lon: fix.lon, lat: fix.lat, agreeing }
  return true
}

type Place = { at: number; lon: number; lat: number }

function reachable(from: Place, to: Fix, maxSpeedKmh: number): boolean {
  const metres = distanceM(from, to) - SCATTER_M - Math.min(to.accuracyM ?? 0, 1000)
  return metres <= (maxSpeedKmh / 3.6) * ((to.at - from.at) / 1000)
}

/** Moved less than this, a bearing is noise, metres. */
const BEARING_FROM_M = 8

/** Heading and speed of a fix; what the device leaves out follows from the way since the last one. */
export function motion(fix: Fix, last: Track | undefined): { headingDeg: number; speedKmh: number } {
  if (!last) return { headingDeg: fix.headingDeg ?? 0, speedKmh: fix.speedKmh ?? 0 }
  const metres = distanceM(last, fix)
  const seconds = (fix.at - last.at) / 1000
  return {
    headingDeg: fix.headingDeg ?? (metres >= BEARING_FROM_M ? bearingDeg(last, fix) : last.headingDeg),
    speedKmh: fix.speedKmh ?? (metres >= BEARING_FROM_M ? (metres / seconds) * 3.6 : 0),
  }
}
