import Type from 'typebox'
import { registryKind } from '../kernel/registry'
import { Id, Line, OneOf, Strict } from '../kernel/schema'

/** Roles of linked organisations (domain §5.1). */
export const ORG_ROLES = [
  'center', 'police', 'fire', 'ems', 'emergency', 'law_enforcement', 'market', 'health', 'transport', 'water',
  'weather', 'land', 'ecology', 'utility_power', 'utility_gas', 'utility_water', 'utility_telecom', 'education',
  'culture', 'housing', 'publicity', 'township', 'village', 'grid', 'volunteer',
] as const
export type OrgRole = (typeof ORG_ROLES)[number]

/** A linked organisation. Its duty posts are named, never its people. */
export const Organisation = Strict({
  name: Line(60),
  nameEn: Line(80),
  shortName: Line(12),
  role: OneOf(ORG_ROLES),
  parent: Type.Optional(Id),
  areaId: Type.Optional(Id),
  /** False where the district may inform but not order it (for instance run by a development zone). */
  jurisdiction: Type.Boolean(),
  /** Invented for the demonstration; said so on screen. */
  madeUp: Type.Boolean(),
})
export type Organisation = Type.Static<typeof Organisation>
export type OrganisationState = Organisation & { id: string }

export const organisationKind = registryKind<Organisation>('organisation')
