import Type from 'typebox'
import { Id, InstantField, Strict } from '../kernel/schema'

/** Wider than the earth: a place off the map is judged (and counted) as one, not as a malformed message. */
const Degrees = Type.Number({ minimum: -1000, maximum: 1000 })

/** One reported position as the JSON door takes it. Degrees in the source's own system (`Source.crs`). */
export const Position = Strict({
  /** The id by which the feed knows the device. */
  device: Id,
  /** When the device measured it, UTC ms. */
  at: InstantField,
  lon: Degrees,
  lat: Degrees,
  speedKmh: Type.Optional(Type.Number({ minimum: 0, maximum: 2000 })),
  /** Degrees clockwise from north. */
  headingDeg: Type.Optional(Type.Number({ minimum: 0, maximum: 360 })),
  /** Radius within which the device believes to be, metres. */
  accuracyM: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
})
export type Position = Type.Static<typeof Position>

/** Positions in one request. */
export const MOST_POSITIONS = 2000

/** Body of `POST /ingest/positions`. */
export const PositionBatch = Strict({
  positions: Type.Array(Position, { minItems: 1, maxItems: MOST_POSITIONS }),
})
export type PositionBatch = Type.Static<typeof PositionBatch>

/** A position after its adapter, WGS-84. Nothing but its shape has been judged yet. */
export interface Fix {
  device: string
  at: number
  lon: number
  lat: number
  speedKmh?: number
  headingDeg?: number
  accuracyM?: number
}

/** Why a fix didn't move a marker. */
export const QUARANTINE_REASONS = [
  'null-island', 'out-of-range', 'in-future', 'jump', 'time-reversed', 'duplicate', 'stuck', 'unknown-device', 'off-duty', 'malformed',
] as const
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number]

/** Answer of the position doors. */
export interface IngestCounts {
  accepted: number
  quarantined: Partial<Record<QuarantineReason, number>>
}
