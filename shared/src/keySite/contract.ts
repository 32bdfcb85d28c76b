import Type from 'typebox'
import { registryKind } from '../kernel/registry'
import { Id, Latitude, Line, Longitude, OneOf, Strict } from '../kernel/schema'

export const KEY_SITE_KINDS = ['hospital', 'school', 'shelter', 'depot', 'station', 'hydrant', 'fire_station', 'police_station', 'government', 'venue', 'reservoir', 'hazard'] as const

/** A place that matters in a response. WGS-84. */
export const KeySite = Strict({
  name: Line(60),
  nameEn: Line(80),
  kind: OneOf(KEY_SITE_KINDS),
  lon: Longitude,
  lat: Latitude,
  areaId: Type.Optional(Id),
  madeUp: Type.Boolean(),
})
export type KeySite = Type.Static<typeof KeySite>
export const keySiteKind = registryKind<KeySite>('keySite')
