import type { Point } from '@liandong/shared/kernel/geo'
import type { Position } from '@liandong/shared/wire/fix'
import type { UnitKind, UnitStatus } from '@liandong/shared/unit/contract'
import { diceOf, type Dice } from '../../server/src/features/demo/dice'
import type { Scene, SceneUnit } from '../../server/src/features/demo/scene'
import type { Roads } from './roads'
import { Trip, type Motion } from './trip'

/** Kinds that patrol when nothing is asked of them, how far from home, and which share of the time. */
const PATROLS: Partial<Record<UnitKind, { reachM: number; share: number }>> = {
  patrol_car: { reachM: 2600, share: 0.7 }, moto: { reachM: 1800, share: 0.6 }, law_enf: { reachM: 1500, share: 0.35 },
}
const PATROL_PACE = 0.62
const URGENT_PACE = 1.15

interface Vehicle {
  unit: SceneUnit
  here: Point
  headingDeg: number
  trip: Trip | null
  purpose: 'patrol' | 'order' | 'home'
  /** Next thought of a patrol. */
  thinkAt: number
  lastSentAt: number
  dice: Dice
}

/** Where every unit is and drives; says positions in the rhythm its feed promises. */
export class Fleet {
  private readonly vehicles = new Map<string, Vehicle>()

  constructor(private readonly scene: Scene, private readonly roads: Roads, seed: number, now: number) {
    for (const unit of scene.units) {
      const dice = diceOf(`${seed}/vehicle/${unit.id}`)
      // Patrols don't all set out in the same second.
      this.vehicles.set(unit.id, { unit, here: unit.home, headingDeg: dice.between(0, 360), trip: null, purpose: 'home', thinkAt: now + dice.between(0, 240_000), lastSentAt: -Infinity, dice })
    }
  }

  /** Where a unit is; its home before it first moved. */
  where(unitId: string): Point | undefined {
    return this.vehicles.get(unitId)?.here
  }

  /** Puts a unit where the picture already has it, once, so that a restart is no jump. */
  place(unitId: string, p: Point): void {
    const v = this.vehicles.get(unitId)
    if (v) v.here = p
  }

  /** Drives to a place; answers when it will be there. */
  send(unitId: string, to: Point, now: number, purpose: 'order' | 'home', urgent = false): number {
    const v = this.vehicles.get(unitId)
    if (!v) return now
    v.purpose = purpose
    v.trip = v.unit.kind === 'drone' ? new Trip({ points: [v.here, to], flows: [0, 1] }, now, v.unit.usualSpeedKmh) : new Trip(this.roads.route(v.here, to), now, v.unit.usualSpeedKmh * (urgent ? URGENT_PACE : 1))
    return v.trip.endAt
  }

  isDriving(unitId: string, purpose: 'order' | 'home'): boolean {
    const v = this.vehicles.get(unitId)
    return v?.trip != null && v.purpose === purpose
  }

  /** Ends a drive where the unit is. */
  halt(unitId: string): void {
    const v = this.vehicles.get(unitId)
    if (v) v.trip = null
  }

  /** Moves everything to `now`. Patrols are thought of only for idle units. */
  move(now: number, statusOf: (unitId: string) => UnitStatus | undefined): void {
    for (const v of this.vehicles.values()) {
      if (v.trip) {
        const m = v.trip.at(now)
        v.here = { lon: m.lon, lat: m.lat }
        v.headingDeg = m.headingDeg
        if (m.arrived) this.arrive(v, now)
      } else if (now >= v.thinkAt && statusOf(v.unit.id) === 'idle') this.patrol(v, now)
    }
  }

  private arrive(v: Vehicle, now: number): void {
    v.trip = null
    v.thinkAt = now + v.dice.between(60_000, 300_000)
  }

  private patrol(v: Vehicle, now: number): void {
    const habit = PATROLS[v.unit.kind]
    v.thinkAt = now + v.dice.between(120_000, 480_000)
    if (!habit || !v.dice.chance(habit.share)) return
    const corners = this.roads.around(v.unit.home, habit.reachM)
    if (corners.length === 0) return
    v.purpose = 'patrol'
    v.trip = new Trip(this.roads.route(v.here, v.dice.pick(corners)), now, v.unit.usualSpeedKmh * PATROL_PACE)
  }

  /**
   * Positions due now by source: one a step for what moves, for what stands often enough to keep its contract.
   * `silent` names sources that are out.
   */
  positions(now: number, silent: ReadonlySet<string>, statusOf: (unitId: string) => UnitStatus | undefined): Map<string, Position[]> {
    const out = new Map<string, Position[]>()
    for (const v of this.vehicles.values()) {
      const { sourceId } = v.unit
      if (silent.has(sourceId) || statusOf(v.unit.id) === 'off_duty') continue
      const within = this.scene.sources.get(sourceId)?.withinMs ?? 30_000
      if (!v.trip && now - v.lastSentAt < within * 0.4) continue
      v.lastSentAt = now
      const list = out.get(sourceId) ?? []
      list.push(fixOf(v, now))
      out.set(sourceId, list)
    }
    return out
  }
}

function fixOf(v: Vehicle, now: number): Position {
  const m: Pick<Motion, 'speedKmh' | 'headingDeg'> = v.trip ? v.trip.at(now) : { speedKmh: 0, headingDeg: v.headingDeg }
  return {
    device: v.unit.deviceId, at: Math.round(now), lon: Number(v.here.lon.toFixed(6)), lat: Number(v.here.lat.toFixed(6)),
    speedKmh: Number(m.speedKmh.toFixed(1)), headingDeg: Number(m.headingDeg.toFixed(0)) % 360, accuracyM: 8,
  }
}
