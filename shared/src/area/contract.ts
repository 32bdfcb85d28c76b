import Type from 'typebox'
import { registryKind } from '../kernel/registry'
import { Id, Latitude, Line, Longitude, OneOf, Strict } from '../kernel/schema'

export const AREA_LEVELS = ['district', 'township', 'village', 'grid'] as const

/**
 * An administrative area. Its id is its statistical code (330702, 330702001, …) or the pack's own.
 * Outlines are map data of the pack, not records; here is only where its label or count is placed.
 */
export const Area = Strict({
  name: Line(40),
  nameEn: Line(60),
  shortName: Line(12),
  level: OneOf(AREA_LEVELS),
  parent: Type.Optional(Id),
  /** Seat, WGS-84 degrees. */
  lon: Longitude,
  lat: Latitude,
  /** The seat is our estimate, not surveyed; said so on the map. */
  approximate: Type.Boolean(),
  /** Who runs it when the district does not (shown as `*`). */
  managedBy: Type.Optional(Line(40)),
})
export type Area = Type.Static<typeof Area>
export type AreaState = Area & { id: string }

export const areaKind = registryKind<Area>('area')
