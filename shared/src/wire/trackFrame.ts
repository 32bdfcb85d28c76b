import { UNIT_STATUSES } from '../unit/contract'
import { TRACKS_CODE } from './parser'
import { ByteReader } from './trackBytes'

/**
 * The packed-delta frame: newest positions of one group at one instant.
 *
 * ```
 * frame   = 0x54 · version·16 + flags · group number varint · sequence u8 · [full: instant varint] · [unless SAME_STEP: step varint]
 *           · count varint · [full: group name] · update × count
 * flags     1 FULL · 2 SAME_STEP
 * update  = varint (slot gap × 4 + how) · body
 *   how 0 MOVED  signed dLat · signed dLon · heading u8 · speed u8
 *   how 1 SAME   nothing: heard again, unchanged
 *   how 2 MORE   flags u8 · [INTRODUCE: unit id, source, signed lat, signed lon, heading, speed, status]
 *                · [STATUS: u8] · [AGE: varint] · [MOVED: as above]
 *   how 3 GONE   nothing: left the group
 * source  = varint index into the sources this frame has named so far; one past the last names a new one
 * ```
 * Degrees are WGS-84 in units of 1e-5 (about 1.1 m); heading in 1/256 turns clockwise from north; speed in km/h,
 * at most 255. Instants count 50 ms: a full frame says its own (since 1970) and the step the frame before it took, a delta
 * the step since the frame before, left out when it is the same again. A fix counts as made at the frame's instant unless
 * AGE says how many 100 ms earlier. Slots are the group's own numbers.
 *
 * Measured by `npm run bench -- fanout`; the entropy bound of such a walk is 1.7 bytes per update (perf.md B).
 */
export const TRACK_VERSION = 1

/** Steps of a frame's instant and of a fix's age, in milliseconds. */
export const INSTANT_STEP_MS = 50
export const AGE_STEP_MS = 100

/** Units of a position: WGS-84 degrees × 1e5. */
export const toE5 = (degrees: number): number => Math.round(degrees * 1e5)
export const fromE5 = (units: number): number => units / 1e5

/** Heading as one byte and back, degrees clockwise from north. */
export const toTurn = (degrees: number): number => Math.round((degrees / 360) * 256) & 0xff
export const fromTurn = (turn: number): number => (turn * 360) / 256

export const FULL_FLAG = 1, SAME_STEP_FLAG = 2
export const MOVED = 0, SAME = 1, MORE = 2, GONE = 3
export const INTRODUCE_FLAG = 1, STATUS_FLAG = 2, AGE_FLAG = 4, MOVED_FLAG = 8

/** One update as it stands in a frame, before it is applied. `lat`, `lon` are steps unless introduced. */
export interface TrackUpdate {
  slot: number
  gone: boolean
  introduced: { unitId: string; sourceId: string } | null
  /** Whether lat, lon, heading and speed are set. */
  moved: boolean
  lat: number
  lon: number
  turn: number
  speedKmh: number
  /** Index into UNIT_STATUSES, or -1 when unchanged. */
  status: number
  ageMs: number
}

/** A frame's own facts and its updates. */
export interface TrackFrame {
  full: boolean
  groupNumber: number
  sequence: number
  /** Full frames only: UTC milliseconds. */
  instantMs: number
  /** Milliseconds since the group's frame before; null: as many as that one's. */
  stepMs: number | null
  /** Full frames only. */
  group: string | null
  updates: TrackUpdate[]
}

/** Most updates a frame may hold; a district has some thousands of units. */
export const MAX_UPDATES = 100_000

/** Reads a frame without applying it. Throws `TrackFrameError`. */
export function readTrackFrame(bytes: Uint8Array): TrackFrame {
  const r = new ByteReader(bytes)
  if (r.u8() !== TRACKS_CODE) r.fail('not-a-track-frame')
  const head = r.u8()
  if (head >> 4 !== TRACK_VERSION) r.fail('wrong-version')
  if ((head & 0x0c) !== 0) r.fail('unknown-flag')
  const full = (head & FULL_FLAG) !== 0
  const groupNumber = r.varint(0xffff_ffff)
  const sequence = r.u8()
  const instantMs = full ? r.varint() * INSTANT_STEP_MS : 0
  const stepMs = (head & SAME_STEP_FLAG) === 0 ? r.varint() * INSTANT_STEP_MS : null
  const count = r.varint(MAX_UPDATES)
  const group = full ? r.id() : null
  const updates: TrackUpdate[] = []
  const sources: string[] = []
  let slot = -1
  for (let i = 0; i < count; i++) {
    const tag = r.varint(MAX_UPDATES * 4)
    slot += 1 + Math.floor(tag / 4)
    if (slot >= MAX_UPDATES) r.fail('unknown-slot')
    updates.push(readUpdate(r, slot, tag % 4, sources))
  }
  if (!r.done) r.fail('trailing-bytes')
  return { full, groupNumber, sequence, instantMs, stepMs, group, updates }
}

function readUpdate(r: ByteReader, slot: number, how: number, sources: string[]): TrackUpdate {
  const u: TrackUpdate = { slot, gone: how === GONE, introduced: null, moved: false, lat: 0, lon: 0, turn: 0, speedKmh: 0, status: -1, ageMs: 0 }
  if (how === MOVED) readBody(r, u)
  if (how !== MORE) return u
  const flags = r.u8()
  const introduce = (flags & INTRODUCE_FLAG) !== 0
  if (flags > 15 || (introduce && (flags & MOVED_FLAG) !== 0)) r.fail('unknown-flag')
  if (introduce) {
    u.introduced = { unitId: r.id(), sourceId: readSource(r, sources) }
    readBody(r, u)
  }
  if (introduce || (flags & STATUS_FLAG) !== 0) {
    u.status = r.u8()
    if (u.status >= UNIT_STATUSES.length) r.fail('bad-status')
  }
  if ((flags & AGE_FLAG) !== 0) u.ageMs = r.varint() * AGE_STEP_MS
  if ((flags & MOVED_FLAG) !== 0) readBody(r, u)
  return u
}

function readBody(r: ByteReader, u: TrackUpdate): void {
  u.moved = true
  u.lat = r.signed()
  u.lon = r.signed()
  u.turn = r.u8()
  u.speedKmh = r.u8()
}

function readSource(r: ByteReader, sources: string[]): string {
  const index = r.varint(sources.length)
  const known = sources[index]
  if (known !== undefined) return known
  const named = r.id()
  sources.push(named)
  return named
}
