import Type from 'typebox'
import { CALL_CATEGORIES, INCIDENT_SOURCES } from '@liandong/shared/incident/contract'
import { Id, Latitude, Line, Longitude, OneOf, Strict, Text } from '@liandong/shared/kernel/schema'

const Share = Type.Number({ minimum: 0, maximum: 1 })
const Minutes = Type.Number({ minimum: 0, maximum: 100_000 })
const ByPriority = <T extends Type.TSchema>(value: T) => Strict({ 1: value, 2: value, 3: value, 4: value })

/** How often one category of call comes, and when. `hourly` are 24 relative weights by local hour. */
const CategoryCurve = Strict({
  category: OneOf(CALL_CATEGORIES),
  share: Share,
  hourly: Type.Array(Type.Number({ minimum: 0 }), { minItems: 24, maxItems: 24 }),
  /** Kinds of this category and how they divide it. */
  kinds: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
  /** Where such calls come in. */
  channels: Type.Array(Strict({ source: OneOf(INCIDENT_SOURCES), share: Share }), { minItems: 1, maxItems: 14 }),
})

/**
 * What the demonstration's simulator knows of a district (`simulation.json` of its pack). Every group of
 * figures says where it comes from: [S#] a source of the domain study, [D] our default, [U] unverified.
 */
export const Simulation = Strict({
  note: Text(400),
  callsPerDay: Strict({ low: Type.Integer({ minimum: 1 }), high: Type.Integer({ minimum: 1 }), source: Text(200) }),
  categories: Type.Array(CategoryCurve, { minItems: 1, maxItems: 9 }),
  categoriesSource: Text(300),
  /** Relative number of calls by area id. */
  townships: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
  townshipsSource: Text(300),
  /** Names for places; where a point is made up, `placesSource` says so. WGS-84. */
  places: Type.Array(Strict({ areaId: Id, name: Line(40), lon: Longitude, lat: Latitude })),
  placesSource: Text(300),
  /** Share of reports that turn out not to need anybody, or to be known already. */
  outcomes: Strict({ recordOnly: Share, rejected: Share, merged: Share, declined: Share, rework: Share, source: Text(200) }),
  /** The centre's own steps: medians in seconds; a lognormal spread around them. */
  desk: Strict({ acceptSec: ByPriority(Minutes), dispatchSec: ByPriority(Minutes), reviewMin: Minutes, closeMin: Minutes, spread: Type.Number({ minimum: 0, maximum: 2 }), source: Text(200) }),
  /** The crews: medians; `late` answers after its clock, `missing` only when the ladder has climbed to a leader. */
  crews: Strict({
    ackSec: ByPriority(Minutes), late: Share, missing: Share, turnoutSec: Minutes, onSceneMin: ByPriority(Minutes), returnMin: Minutes,
    spread: Type.Number({ minimum: 0, maximum: 2 }), source: Text(200),
  }),
  /** Feeds that drop out now and then. */
  feeds: Strict({ dropoutsPerDay: Type.Number({ minimum: 0 }), minMinutes: Minutes, maxMinutes: Minutes, source: Text(200) }),
})
export type Simulation = Type.Static<typeof Simulation>
