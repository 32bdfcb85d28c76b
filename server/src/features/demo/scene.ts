import type { Area } from '@liandong/shared/area/contract'
import type { IncidentKind } from '@liandong/shared/incident/contract'
import type { Instant } from '@liandong/shared/kernel/decider'
import type { Point } from '@liandong/shared/kernel/geo'
import { CLOCK_POLICY_ID, type ClockPolicy } from '@liandong/shared/order/policy'
import type { RunCard } from '@liandong/shared/plan/contract'
import type { Source, UnitRecord } from '@liandong/shared/unit/contract'
import type { Pack } from '../../packs/read'
import type { Simulation } from '../../packs/simulation'

export interface SceneUnit extends UnitRecord {
  id: string
  home: Point
}

/** A district as the simulation sees it: its pack, looked up by what the planning asks. */
export interface Scene {
  zone: string
  simulation: Simulation
  kinds: ReadonlyMap<string, IncidentKind>
  areas: ReadonlyMap<string, Area>
  units: readonly SceneUnit[]
  sources: ReadonlyMap<string, Source>
  clocks: ClockPolicy['byPriority']
  /** When a step of the ladder is taken, as a multiple of the acknowledge clock. */
  ladderTimes: readonly number[]
  /** Who goes to what; empty where the pack has no card for that kind at any priority. */
  needs(kindId: string, priority: number): RunCard['needs']
  /** Named places of an area; at least its seat. */
  places(areaId: string): readonly ({ name: string } & Point)[]
}

/** @throws where the pack has no `simulation.json` or no clock policy. */
export function sceneOf(pack: Pick<Pack, 'district' | 'records' | 'simulation'>): Scene {
  const { simulation } = pack
  if (!simulation) throw new Error(`the pack ${pack.district.id} has no simulation.json`)
  const of = <T>(kind: string) => new Map(pack.records.filter((r) => r.kind === kind).map((r) => [r.id, r.after as T]))
  const policy = of<ClockPolicy>('policy').get(CLOCK_POLICY_ID)
  if (!policy) throw new Error(`the pack ${pack.district.id} has no clock policy`)
  const areas = of<Area>('area')
  const places = new Map<string, ({ name: string } & Point)[]>()
  for (const p of simulation.places) places.set(p.areaId, [...(places.get(p.areaId) ?? []), p])
  return {
    zone: pack.district.zone, simulation, areas, kinds: of<IncidentKind>('incidentKind'), sources: of<Source>('source'),
    units: [...of<UnitRecord>('unit')].map(([id, u]) => ({ ...u, id, home: { lon: u.homeLon, lat: u.homeLat } })),
    clocks: policy.byPriority, ladderTimes: policy.ackLadder.map((s) => s.times),
    needs: cardReader([...of<RunCard>('runCard').values()]),
    places(areaId) {
      const seat = areas.get(areaId)
      return places.get(areaId) ?? (seat ? [{ name: seat.name, lon: seat.lon, lat: seat.lat }] : [])
    },
  }
}

/** The card of this kind at this priority, otherwise the kind's nearest one. */
function cardReader(cards: readonly RunCard[]): Scene['needs'] {
  return (kindId, priority) => {
    const own = cards.filter((c) => c.kindId === kindId)
    const best = own.sort((a, b) => Math.abs(a.priority - priority) - Math.abs(b.priority - priority))[0]
    return best?.needs ?? []
  }
}

/** One command of a plan. `names` says which fields take an id that the answer to an earlier command gives. */
export interface PlannedCommand {
  id: string
  type: string
  body: Record<string, unknown>
  /** When it happens. */
  at: Instant
  /** Field of the body → id of the planned command whose answer holds it. */
  names?: Partial<Record<NamedField, string>>
}

export type NamedField = 'incidentId' | 'orderId' | 'intoId'

/** Which field of an answer fills a named field of a body. */
export const ANSWER_FIELD: Record<NamedField, 'incidentId' | 'orderId'> = { incidentId: 'incidentId', orderId: 'orderId', intoId: 'incidentId' }
