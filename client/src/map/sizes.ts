/** Sizes of marks and labels on one face, CSS pixels (visual.md §3, §6). */
export interface MapSizes {
  /** Body diameter of a unit; smaller at district zooms. */
  unit: number
  unitFar: number
  /** Width of an incident's mark, and of one that is overdue or a P1. */
  incident: number
  incidentLoud: number
  /** A P3 or P4 in hand at district zooms, and one whose work on the spot is done. */
  incidentFar: number
  incidentDone: number
  /** Radius of a count's circle. */
  count: number
  label: number
  labelSmall: number
  /** Name of a P1 or P2. */
  headline: number
  border: number
  /** Factor on road widths. */
  road: number
  /** Dot before a place name. */
  dot: number
}

export const MAP_SIZES = {
  /** 5760×1080, read at 8 m. */
  wall: { unit: 44, unitFar: 40, incident: 60, incidentLoud: 92, incidentFar: 44, incidentDone: 30, count: 26, label: 34, labelSmall: 34, headline: 40, border: 2.5, road: 1.5, dot: 4.5 },
  /** One screen of 1920×1080, read at about 3 m. */
  single: { unit: 34, unitFar: 32, incident: 42, incidentLoud: 60, incidentFar: 30, incidentDone: 22, count: 17, label: 20, labelSmall: 20, headline: 26, border: 2, road: 1.15, dot: 3 },
  /** A desk at arm's length. */
  desk: { unit: 28, unitFar: 24, incident: 32, incidentLoud: 42, incidentFar: 26, incidentDone: 19, count: 13, label: 13, labelSmall: 13, headline: 15, border: 1.6, road: 1, dot: 2.2 },
} as const satisfies Record<string, MapSizes>
export type MapFace = keyof typeof MAP_SIZES
