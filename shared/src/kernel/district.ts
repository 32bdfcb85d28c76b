import Type from 'typebox'
import { Id, Latitude, Line, Longitude, OneOf, Strict, Text } from './schema'

/** What a district's data pack says of itself. Everything local is data; nothing local is code. */
export const District = Strict({
  id: Id,
  /** Statistical code of the district's own area record. */
  areaId: Id,
  name: Line(40),
  nameEn: Line(60),
  /** Title of the centre, as on the wall. */
  title: Line(60),
  titleEn: Line(80),
  /** Prefix of incident numbers: `WC-20261120-0247`. */
  numberPrefix: Type.String({ pattern: '^[A-Z]{2,4}$' }),
  /** IANA zone; "today" and "08:00" mean this zone's. */
  zone: Line(40),
  languages: Type.Array(OneOf(['zh-CN', 'en'] as const), { minItems: 1, maxItems: 2 }),
  view: Strict({ lon: Longitude, lat: Latitude, zoom: Type.Number({ minimum: 5, maximum: 18 }), south: Latitude, west: Longitude, north: Latitude, east: Longitude }),
  /** Map layers served from the pack's `map/` folder as GeoJSON in WGS-84. */
  layers: Type.Array(Strict({
    id: OneOf(['outline', 'neighbours', 'cells', 'streets', 'water', 'lines'] as const),
    file: Type.String({ pattern: '^[a-z0-9-]+\\.json$' }),
    /** Only shown while the demonstration runs, with the label below. */
    demoOnly: Type.Boolean(),
    label: Type.Optional(Text(60)),
    labelEn: Type.Optional(Text(80)),
  }), { maxItems: 12 }),
  /** Source, approval number or attribution shown at the bottom left of each map. */
  attribution: Text(200),
  attributionEn: Text(200),
  /** Whether the built-in simulator starts by itself in the demonstration. */
  simulated: Type.Boolean(),
  /** The posts shown in the top bar until a roster exists. */
  posts: Strict({ dutyLeader: Line(20), dutyLeaderEn: Line(40), dutyChief: Line(20), dutyChiefEn: Line(40) }),
})
export type District = Type.Static<typeof District>
