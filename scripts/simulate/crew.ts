import type { OrderState } from '@liandong/shared/order/contract'
import { diceOf } from '../../server/src/features/demo/dice'
import { crewPace, progressEveryMs, SAYINGS, type CrewPace } from '../../server/src/features/demo/pace'
import type { Scene } from '../../server/src/features/demo/scene'
import type { Fleet } from './fleet'
import type { Picture, UnitDocument } from './picture'
import type { Wish, Wishes } from './wish'

/** With no point to drive to, a crew is there after this. */
const BLIND_DRIVE_MS = 8 * 60_000

/**
 * The crews: answer every order given to a unit, whoever gave it, drive there, report, come home. Orders to an
 * organisation without a unit get no answer, so their ladder climbs.
 */
export class Crews {
  constructor(private readonly scene: Scene, private readonly seed: number, private readonly picture: Picture, private readonly fleet: Fleet, private readonly wishes: Wishes) {}

  step(now: number): Wish[] {
    const out: Wish[] = []
    for (const o of this.picture.orders.values()) {
      const unit = o.unitId === null ? undefined : this.picture.units.get(o.unitId)
      if (unit && unit.orderId === o.id) out.push(...this.carry(o, unit, now))
    }
    for (const u of this.picture.units.values()) if (u.orderId === null && u.status === 'returning') out.push(...this.comeHome(u, now))
    return out
  }

  private carry(o: OrderState, unit: UnitDocument, now: number): Wish[] {
    const pace = crewPace(this.scene, o.priority, diceOf(`${this.seed}/${o.no}`))
    const since = o.times[o.status] ?? now
    const give = (type: string, body: object = {}, key = `${o.id}-${type}`): Wish[] => {
      const channel = pace.answer === 'missing' ? 'phone' : 'device'
      const wish = this.wishes.once(key, now, () => ({ type, body: { orderId: o.id, channel, ...body }, sourceId: unit.sourceId }))
      return wish ? [wish] : []
    }
    switch (o.status) {
      case 'issued':
        if (now < since + pace.answerMs) return []
        return pace.answer === 'declined' ? give('DeclineOrder', { reason: this.say('declined', o) }) : give('AcknowledgeOrder')
      case 'acknowledged':
        return now < since + pace.turnoutMs ? [] : this.setOut(o, unit, now, give)
      case 'en_route':
        return this.drive(o, unit, now, since) ? give('ReportOnScene') : []
      case 'on_scene':
        return now < since + pace.feedbackMs ? [] : give('ReportFeedback', { text: this.say('first', o) }, `${o.id}-said-0`)
      case 'working':
        return this.work(o, pace, now, give)
      default:
        return []
    }
  }

  private say(which: keyof typeof SAYINGS, o: OrderState): string {
    return diceOf(`${this.seed}/${o.no}/${which}/${o.feedbacks}`).pick(SAYINGS[which])
  }

  private target(o: OrderState): { lon: number; lat: number } | null {
    const place = this.picture.incidents.get(o.incidentId)?.place
    return place && place.lon !== null && place.lat !== null ? { lon: place.lon, lat: place.lat } : null
  }

  private setOut(o: OrderState, unit: UnitDocument, now: number, give: (type: string) => Wish[]): Wish[] {
    const to = this.target(o)
    if (to && !this.fleet.isDriving(unit.id, 'order')) this.fleet.send(unit.id, to, now, 'order', o.priority <= 2)
    return give('ReportEnRoute')
  }

  /** Whether the unit has arrived; sets out again after a restart of ours. */
  private drive(o: OrderState, unit: UnitDocument, now: number, since: number): boolean {
    const to = this.target(o)
    if (!to) return now >= since + BLIND_DRIVE_MS
    if (this.fleet.isDriving(unit.id, 'order')) return false
    const here = this.fleet.where(unit.id)
    if (here && Math.abs(here.lon - to.lon) < 1e-4 && Math.abs(here.lat - to.lat) < 1e-4) return true
    this.fleet.send(unit.id, to, now, 'order', o.priority <= 2)
    return false
  }

  private work(o: OrderState, pace: CrewPace, now: number, give: (type: string, body?: object, key?: string) => Wish[]): Wish[] {
    const doneAt = (o.times.on_scene ?? o.times.working ?? now) + pace.onSceneMs
    if (now >= doneAt) return give('ReportDone')
    const said = o.feedback?.at ?? o.times.working ?? now
    const isLast = o.role === 'lead' && now >= doneAt - 30_000 && now - said > 45_000
    if (!isLast && now < said + progressEveryMs(this.scene, o.priority)) return []
    return give('ReportFeedback', { text: this.say(isLast ? 'last' : 'progress', o) }, `${o.id}-said-${o.feedbacks}`)
  }

  private comeHome(u: UnitDocument, now: number): Wish[] {
    if (this.fleet.isDriving(u.id, 'home')) return []
    const home = { lon: u.homeLon, lat: u.homeLat }
    const here = this.fleet.where(u.id)
    if (here && (here.lon !== home.lon || here.lat !== home.lat)) {
      this.fleet.send(u.id, home, now, 'home')
      return []
    }
    const wish = this.wishes.once(`${u.id}-home-${u.statusAt}`, now, () => ({ type: 'ChangeUnitStatus', body: { unitId: u.id, status: 'idle' }, sourceId: u.sourceId }))
    return wish ? [wish] : []
  }
}
