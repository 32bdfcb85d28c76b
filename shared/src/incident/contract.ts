import Type from 'typebox'
import { Id, InstantField, Latitude, Line, Longitude, OneOf, Strict, Text } from '../kernel/schema'
import type { SealedItem } from '../seal/contract'

/** Where a report came from (domain §1.3). */
export const INCIDENT_SOURCES = [
  '110', '119', '120', '122', '12345', 'grid', 'video', 'iot', 'warning', 'patrol', 'inspection', 'zz_center', 'upper', 'unit_report',
] as const
export type IncidentSource = (typeof INCIDENT_SOURCES)[number]

/** Four statutory classes and service requests (Emergency Response Law art. 3; `service` is ours). */
export const INCIDENT_CLASSES = ['natural_disaster', 'accident', 'public_health', 'social_security', 'service'] as const
export type IncidentClass = (typeof INCIDENT_CLASSES)[number]

/** Call categories of police statistics (domain §2.4). */
export const CALL_CATEGORIES = ['criminal', 'public_order', 'traffic', 'dispute', 'emergency_help', 'fire', 'device', 'service', 'other'] as const
export type CallCategory = (typeof CALL_CATEGORIES)[number]

/** Grades of what happened: g1 extremely serious … g4 ordinary. */
export const GRADES = ['g1', 'g2', 'g3', 'g4'] as const
export type Grade = (typeof GRADES)[number]

export const INCIDENT_STATUSES = [
  'reported', 'accepted', 'dispatched', 'handling', 'resolved', 'reviewing', 'closed', 'archived',
  'rejected', 'merged', 'voided', 'record_only',
] as const
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number]

/** 1 = 特急 … 4 = 缓办. */
export const Priority = Type.Integer({ minimum: 1, maximum: 4 })
export type Priority = 1 | 2 | 3 | 4

export const HEADCOUNT_BANDS = ['1-4', '5-9', '10-29', '30+'] as const
export const DANGER_TAGS = ['chem', 'crowd', 'high_rise', 'water', 'gas', 'power'] as const

/** The source's own severity beside our rank, because the schemes run in opposite directions (domain §0.3). */
export const SEVERITY_SCHEMES = ['gbt28181', 'fire_grade', 'warning_colour', 'sffd'] as const
const SeveritySource = Strict({ scheme: OneOf(SEVERITY_SCHEMES), code: Line(16) })

const Count = Type.Union([Type.Integer({ minimum: 0, maximum: 100_000 }), Type.Null()])
/** Counts only; null is "not known", which is not zero. */
export const Casualties = Strict({ deaths: Count, injured: Count, trapped: Count, missing: Count })

/** A kind of incident: pack data. */
export const IncidentKind = Strict({
  name: Line(30),
  nameEn: Line(60),
  class: OneOf(INCIDENT_CLASSES),
  category: OneOf(CALL_CATEGORIES),
  priority: Priority,
  /** Name of a map glyph; an unknown one falls back to the category's. */
  glyph: Line(30),
  /** Letters by which the desk finds it, such as `zzhz`. */
  keys: Line(40),
  /** Places of these are rounded to 100 m on a wall. */
  sensitivePlace: Type.Optional(Type.Boolean()),
})
export type IncidentKind = Type.Static<typeof IncidentKind>
export type IncidentKindState = IncidentKind & { id: string }

/** Place and kind are enough; the rest can come later. WGS-84. */
export const ReportIncident = Strict({
  kindId: Id,
  placeText: Line(120),
  lon: Type.Optional(Longitude),
  lat: Type.Optional(Latitude),
  areaId: Type.Optional(Id),
  approximate: Type.Optional(Type.Boolean()),
  unverified: Type.Optional(Type.Boolean()),
  title: Type.Optional(Line(80)),
  text: Type.Optional(Text(2000)),
  source: OneOf(INCIDENT_SOURCES),
  /** The source's own number. */
  sourceRef: Type.Optional(Id),
  severitySource: Type.Optional(SeveritySource),
  priority: Type.Optional(Priority),
  headcountBand: Type.Optional(OneOf(HEADCOUNT_BANDS)),
  casualties: Type.Optional(Casualties),
  dangerTags: Type.Optional(Type.Array(OneOf(DANGER_TAGS), { maxItems: 6, uniqueItems: true })),
  /** When it happened, where the caller says so; the legal clock starts here. */
  happenedAt: Type.Optional(InstantField),
})
export type ReportIncident = Type.Static<typeof ReportIncident>

/** Corrects or completes an open incident. */
export const ReviseIncident = Strict({
  incidentId: Id,
  kindId: Type.Optional(Id),
  placeText: Type.Optional(Line(120)),
  lon: Type.Optional(Longitude),
  lat: Type.Optional(Latitude),
  areaId: Type.Optional(Id),
  approximate: Type.Optional(Type.Boolean()),
  unverified: Type.Optional(Type.Boolean()),
  title: Type.Optional(Line(80)),
  text: Type.Optional(Text(2000)),
  priority: Type.Optional(Priority),
  headcountBand: Type.Optional(OneOf(HEADCOUNT_BANDS)),
  casualties: Type.Optional(Casualties),
  dangerTags: Type.Optional(Type.Array(OneOf(DANGER_TAGS), { maxItems: 6, uniqueItems: true })),
})
export type ReviseIncident = Type.Static<typeof ReviseIncident>

/** Confirms a grade; null withdraws it. Never for social-security incidents, which the law doesn't grade. */
export const GradeIncident = Strict({ incidentId: Id, grade: Type.Union([OneOf(GRADES), Type.Null()]), reason: Type.Optional(Text(200)) })
export type GradeIncident = Type.Static<typeof GradeIncident>

export const MoveIncident = Strict({ incidentId: Id, reason: Type.Optional(Text(200)) })
export type MoveIncident = Type.Static<typeof MoveIncident>
export const MoveIncidentForReason = Strict({ incidentId: Id, reason: Type.String({ minLength: 1, maxLength: 200 }) })
export const MergeIncident = Strict({ incidentId: Id, intoId: Id, reason: Type.String({ minLength: 1, maxLength: 200 }) })
export type MergeIncident = Type.Static<typeof MergeIncident>

export type IncidentCode =
  | 'unknown-incident' | 'unknown-kind' | 'unknown-area' | 'incident-closed' | 'move-not-allowed' | 'orders-open'
  | 'grade-not-applicable' | 'merge-into-itself' | 'half-a-point' | 'nothing-changed'

/** How far each order of an incident is, so that the incident's own state needs no second document. */
export interface OrderMark {
  status: string
  orgId: string
  unitId: string | null
}

export interface IncidentState {
  id: string
  no: string
  title: string
  kindId: string
  class: IncidentClass
  category: CallCategory
  glyph: string
  source: IncidentSource
  sourceRef: string | null
  grade: Grade | null
  priority: Priority
  /** 1 = worst; ours, beside the source's own code. */
  severityRank: number
  severitySource: { scheme: (typeof SEVERITY_SCHEMES)[number]; code: string } | null
  place: { text: string; lon: number | null; lat: number | null; areaId: string | null; approximate: boolean; unverified: boolean }
  sensitivePlace: boolean
  text: string
  headcountBand: (typeof HEADCOUNT_BANDS)[number] | null
  casualties: Type.Static<typeof Casualties> | null
  dangerTags: (typeof DANGER_TAGS)[number][]
  status: IncidentStatus
  leadOrgId: string | null
  mergedInto: string | null
  happenedAt: number | null
  receivedAt: number
  /** When each status was entered (source's time where stated). */
  times: Partial<Record<IncidentStatus, number>>
  /** Deadlines of the centre's own steps, from the policy at the time of the report. */
  due: { register: number; dispatch: number; review: number | null }
  clocks: { dispatchMs: number; reviewMs: number }
  orders: Record<string, OrderMark>
  /** Random names of what is kept sealed about it: that there is a caller, never who. */
  sealed: SealedItem[]
  day: string
}
