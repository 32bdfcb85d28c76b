import type { UnitState, UnitStatus } from '@liandong/shared/unit/contract'

/** What a zoom shows of the forces (visual.md §5). */
export type Band = 'counts' | 'clusters' | 'all'
export const bandOf = (zoom: number): Band => (zoom < 11.5 ? 'counts' : zoom < 13.5 ? 'clusters' : 'all')

/** What becomes of a unit at a zoom: drawn by itself, counted with others, standing at its incident, or left out. */
export type Showing = 'symbol' | 'counted' | 'docked' | 'none'

/** Slower than this it stands, and has no arrow. */
export const STANDING_KMH = 5

/** A unit that stopped is still "moving" this long, so that a red light doesn't turn a symbol into a count and back. */
export const PAUSE_MS = 45_000

/**
 * How a unit is shown. Far out, those that stand by are counted and those under way drawn; near, all are drawn.
 * A unit at a scene stands in the row under its incident when that has a place.
 */
export function showing(
  u: Pick<UnitState, 'status' | 'incidentId'> | null, status: UnitStatus, moving: boolean, band: Band, placed: (incidentId: string) => boolean,
): Showing {
  if (status === 'on_scene' && u?.incidentId && placed(u.incidentId)) return 'docked'
  if (band === 'all') return 'symbol'
  if (status === 'off_duty') return 'none'
  return status === 'idle' && !moving ? 'counted' : 'symbol'
}
