import Type from 'typebox'
import { Id, InstantField, Latitude, Line, Longitude, OneOf, Strict, Text } from '../kernel/schema'

/** Kinds of responder units (domain §1.3). A unit is shown by call sign, never by people. */
export const UNIT_KINDS = [
  'patrol_car', 'moto', 'foot', 'fire_engine', 'fire_ladder', 'fire_command', 'ambulance', 'law_enf', 'repair_power',
  'repair_gas', 'repair_water', 'rescue_team', 'volunteer_team', 'drone', 'expert',
] as const
export type UnitKind = (typeof UNIT_KINDS)[number]

export const UNIT_STATUSES = ['idle', 'assigned', 'en_route', 'on_scene', 'busy', 'returning', 'off_duty'] as const
export type UnitStatus = (typeof UNIT_STATUSES)[number]

/** The register entry of a unit. */
export const UnitRecord = Strict({
  callSign: Line(24),
  callSignEn: Line(32),
  kind: OneOf(UNIT_KINDS),
  orgId: Id,
  areaId: Type.Optional(Id),
  crewSize: Type.Integer({ minimum: 1, maximum: 60 }),
  capability: Type.Array(Line(24), { maxItems: 12 }),
  /** The feed that reports its position. */
  sourceId: Id,
  /** The id by which that feed knows it. */
  deviceId: Id,
  /** Usual speed under way in km/h: bounds where a stale unit may be. */
  usualSpeedKmh: Type.Integer({ minimum: 3, maximum: 160 }),
  /** Where it stands by, WGS-84. */
  homeLon: Longitude,
  homeLat: Latitude,
  madeUp: Type.Boolean(),
  /** What it really is when it stands in for something else (a recorded cab for an engine). */
  standIn: Type.Optional(Line(60)),
})
export type UnitRecord = Type.Static<typeof UnitRecord>

/**
 * A position feed and its freshness contract: a `periodic` one must speak every `withinMs`,
 * an `event` one only when something happens, and its silence means nothing until `lostAfterMs`.
 */
export const Source = Strict({
  name: Line(40),
  nameEn: Line(60),
  contract: OneOf(['periodic', 'event'] as const),
  withinMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
  lostAfterMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
  /** A fix that needs more than this since the last one is quarantined as a jump. */
  maxSpeedKmh: Type.Integer({ minimum: 20, maximum: 1200 }),
  /** What the feed sends; converted to WGS-84 at the edge. */
  crs: OneOf(['wgs84', 'gcj02'] as const),
  /** What takes its place while it is lost, such as radio reports. */
  fallback: Type.Optional(Line(60)),
  fallbackEn: Type.Optional(Line(80)),
})
export type Source = Type.Static<typeof Source>
export type SourceState = Source & { id: string }

/** Sets what a unit without an order does. Orders move it by themselves. */
export const ChangeUnitStatus = Strict({
  unitId: Id,
  status: OneOf(['idle', 'busy', 'returning', 'off_duty'] as const),
  reason: Type.Optional(Text(200)),
})
export type ChangeUnitStatus = Type.Static<typeof ChangeUnitStatus>

/** Submitted by the track watcher, with an id made of unit and episode so that two nodes can't double it. */
export const NoteLostContact = Strict({ unitId: Id, since: InstantField })
export type NoteLostContact = Type.Static<typeof NoteLostContact>
export const NoteRegainedContact = Strict({ unitId: Id })
export type NoteRegainedContact = Type.Static<typeof NoteRegainedContact>

export type UnitCode = 'unknown-unit' | 'unit-on-order' | 'status-unchanged' | 'no-longer-true'

export interface UnitState extends UnitRecord {
  id: string
  status: UnitStatus
  statusAt: number
  orderId: string | null
  incidentId: string | null
  /** The area of the incident it is on the way to or at: that township sees it meanwhile. */
  servesAreaId: string | null
  lostSince: number | null
}
