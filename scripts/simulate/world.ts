import type { Position } from '@liandong/shared/wire/fix'
import { diceOf } from '../../server/src/features/demo/dice'
import type { Scene } from '../../server/src/features/demo/scene'
import { Crews } from './crew'
import { Desk } from './desk'
import { Feeds } from './feeds'
import { Fleet } from './fleet'
import type { Picture } from './picture'
import type { Roads } from './roads'
import { Wishes, type Wish } from './wish'

export interface Step {
  wishes: Wish[]
  /** By source. */
  positions: Map<string, Position[]>
  /** For the log. */
  notes: string[]
}

/**
 * The simulated district: looks at the picture as it is, and says what its people and vehicles do at an instant.
 * Pure: no clock, no network; the same pictures at the same instants give the same steps.
 */
export class World {
  readonly fleet: Fleet
  private readonly wishes = new Wishes()
  private readonly desk: Desk
  private readonly crews: Crews
  private readonly feeds: Feeds
  private sweptAt: number

  constructor(scene: Scene, roads: Roads, private readonly picture: Picture, seed: number, now: number) {
    this.fleet = new Fleet(scene, roads, seed, now)
    this.desk = new Desk(scene, seed, picture, this.fleet, this.wishes, now)
    this.crews = new Crews(scene, seed, picture, this.fleet, this.wishes)
    this.feeds = new Feeds(scene, diceOf(`${seed}/feeds`), now)
    this.sweptAt = now
    this.settle()
  }

  /** Who was at work before we began stands where it works; the others begin at home. */
  private settle(): void {
    for (const o of this.picture.orders.values()) {
      const place = this.picture.incidents.get(o.incidentId)?.place
      if (o.unitId && (o.status === 'on_scene' || o.status === 'working') && place && place.lon !== null && place.lat !== null) this.fleet.place(o.unitId, { lon: place.lon, lat: place.lat })
    }
  }

  step(now: number): Step {
    const statusOf = (id: string) => this.picture.units.get(id)?.status
    this.fleet.move(now, statusOf)
    const { silent, notes } = this.feeds.step(now)
    const wishes = [...this.desk.step(now), ...this.crews.step(now)]
    if (now - this.sweptAt > 3_600_000) {
      this.wishes.sweep(now)
      this.sweptAt = now
    }
    return { wishes, positions: this.fleet.positions(now, silent, statusOf), notes }
  }
}
