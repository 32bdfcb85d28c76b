import { distanceM, type Point } from '@liandong/shared/kernel/geo'
import type { RunCard } from '@liandong/shared/plan/contract'
import type { SceneUnit } from './scene'

export interface FreeUnit {
  unit: SceneUnit
  /** Where it is now, WGS-84. */
  at: Point
}

export interface Choice {
  unit: SceneUnit
  task: string
  distanceM: number
}

/** The nearest free units of the kinds a card asks for, in the card's order; what isn't there is left out. */
export function chooseUnits(needs: RunCard['needs'], place: Point, free: readonly FreeUnit[]): Choice[] {
  const taken = new Set<string>()
  const out: Choice[] = []
  for (const need of needs) {
    const fitting = free.filter((f) => f.unit.kind === need.unitKind && !taken.has(f.unit.id))
      .map((f) => ({ unit: f.unit, task: need.task, distanceM: distanceM(f.at, place) }))
      .sort((a, b) => a.distanceM - b.distanceM || (a.unit.id < b.unit.id ? -1 : 1))
    for (const choice of fitting.slice(0, need.count)) {
      taken.add(choice.unit.id)
      out.push(choice)
    }
  }
  return out
}

/** Roads are longer than the crow flies. */
const DETOUR = 1.35
/** Usual speeds hold on the road; lights, turns and traffic cost some of it. */
const FLOW = 0.85

/** About how long a unit drives for a distance as the crow flies, in milliseconds. */
export const driveMs = (metres: number, usualSpeedKmh: number): number => Math.round(20_000 + (metres * DETOUR * 3600) / (usualSpeedKmh * FLOW))
