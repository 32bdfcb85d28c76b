import type { Instant } from '@liandong/shared/kernel/decider'
import type { SourceState, UnitState } from '@liandong/shared/unit/contract'

/** What tracks need from the rest of the server, as small interfaces that `main.ts` fills. */

export interface TrackClock {
  now(): Instant
  /** Clock milliseconds per real millisecond. */
  readonly rate: number
}

/** A unit as tracks see it. */
export type TrackedUnit = Pick<UnitState, 'id' | 'status' | 'orgId' | 'incidentId' | 'sourceId' | 'deviceId' | 'lostSince'> & Partial<Pick<UnitState, 'areaId' | 'servesAreaId'>>

/** Reads folded states. `Tracks.unitsChanged` must be called after a change. */
export interface UnitReader {
  unit(id: string): TrackedUnit | undefined
  units(): Iterable<TrackedUnit>
  source(id: string): SourceState | undefined
  sources(): Iterable<SourceState>
}

/** What tracks use of the bus between nodes (platform/bus). None of it throws because the bus is away. */
export interface TrackBus {
  publish(topic: string, bytes: Uint8Array): void
  subscribe(topic: string, onMessage: (bytes: Uint8Array) => void): () => void
  keep(hash: string, fields: Record<string, Uint8Array>): void
  kept(hash: string): Promise<ReadonlyMap<string, Uint8Array>>
  state(): 'up' | 'down'
  onUp(fn: () => void): () => void
}

export interface TrackLog {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

/** The groups a unit's track belongs to. */
export type Membership = (unit: TrackedUnit) => string[]

/** Everyone; its organisation; its area and the one it is needed in; the incident it serves. */
export const usualGroups: Membership = (u) => [
  'all', `org:${u.orgId}`, ...new Set([u.areaId, u.servesAreaId].flatMap((a) => (a ? [`area:${a}`] : []))),
  ...(u.incidentId === null ? [] : [`incident:${u.incidentId}`]),
]

/** Newest position of one unit, WGS-84. `heardAt` is when this server took it. */
export interface Track {
  unitId: string
  sourceId: string
  at: Instant
  heardAt: Instant
  lon: number
  lat: number
  /** Degrees clockwise from north. */
  headingDeg: number
  speedKmh: number
}
