import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { activeOrders } from '@liandong/shared/incident/incident'
import { callsBetween, DEMO_REF, reportOf, type Call } from '../../server/src/features/demo/calls'
import { chooseUnits, type FreeUnit } from '../../server/src/features/demo/choose'
import { diceOf } from '../../server/src/features/demo/dice'
import { deskPace } from '../../server/src/features/demo/pace'
import type { Scene } from '../../server/src/features/demo/scene'
import type { Fleet } from './fleet'
import type { Picture } from './picture'
import type { Wish, Wishes } from './wish'

/** A longer gap than this is a clock set anew, not time to be filled with calls. */
const LONGEST_GAP_MS = 30 * 60_000
/** A unit just ordered is not asked again until the picture shows it. */
const RESERVE_MS = 60_000

/** The centre's desk: takes calls, accepts, orders by run card, resolves, reviews, closes — only what the simulation reported itself. */
export class Desk {
  private readonly fates = new Map<string, Call['fate']>()
  private readonly reserved = new Map<string, number>()
  private readonly orderless = new Map<string, number>()

  constructor(private readonly scene: Scene, private readonly seed: number, private readonly picture: Picture, private readonly fleet: Fleet, private readonly wishes: Wishes, private upTo: number) {}

  step(now: number): Wish[] {
    const out = this.reports(now)
    for (const [unit, until] of this.reserved) if (now >= until) this.reserved.delete(unit)
    for (const i of this.picture.incidents.values()) if (i.sourceRef?.startsWith(DEMO_REF)) out.push(...this.care(i, now))
    return out
  }

  private reports(now: number): Wish[] {
    const from = now - this.upTo > LONGEST_GAP_MS || now < this.upTo ? now : this.upTo
    this.upTo = now
    return [...callsBetween(this.scene, this.seed, from, now)].map((call) => {
      this.fates.set(`${DEMO_REF}${call.key}`, call.fate)
      return { id: `sim-${this.seed}-${call.key}`, type: 'ReportIncident', body: { ...reportOf(call) } }
    })
  }

  private care(i: IncidentDocument, now: number): Wish[] {
    const pace = deskPace(this.scene, i.priority, diceOf(`${this.seed}/${i.sourceRef ?? i.id}/desk`))
    const since = i.times[i.status] ?? i.receivedAt
    const give = (type: string, body: object = {}, key = `${i.id}-${type}`): Wish[] => {
      const wish = this.wishes.once(key, now, () => ({ type, body: { incidentId: i.id, ...body } }))
      return wish ? [wish] : []
    }
    switch (i.status) {
      case 'reported':
        return now < since + pace.acceptMs ? [] : this.intake(i, give)
      case 'accepted':
        return now < since + pace.dispatchMs ? [] : this.dispatch(i, now, give)
      case 'dispatched':
      case 'handling':
        return this.isOver(i, now, pace.resolveMs) ? give('ResolveIncident') : []
      case 'resolved':
        return now < since + pace.reviewMs ? [] : give('ReviewIncident')
      case 'reviewing':
        return now < since + pace.closeMs ? [] : give('CloseIncident')
      default:
        return []
    }
  }

  private intake(i: IncidentDocument, give: (type: string, body?: object) => Wish[]): Wish[] {
    const fate = this.fates.get(i.sourceRef ?? '') ?? 'handled'
    if (fate === 'rejected') return give('RejectIncident', { reason: '不属受理范围，已告知' })
    const same = fate === 'merged' ? this.sameAs(i) : undefined
    return same ? give('MergeIncident', { intoId: same.id, reason: '同一警情重复报警' }) : give('AcceptIncident')
  }

  /** An older open one of the same kind in the same township. */
  private sameAs(i: IncidentDocument): IncidentDocument | undefined {
    return [...this.picture.incidents.values()].find((o) =>
      o.id !== i.id && o.kindId === i.kindId && o.place.areaId === i.place.areaId && o.receivedAt < i.receivedAt && ['accepted', 'dispatched', 'handling'].includes(o.status))
  }

  private dispatch(i: IncidentDocument, now: number, give: (type: string, body?: object, key?: string) => Wish[]): Wish[] {
    if (this.fates.get(i.sourceRef ?? '') === 'recordOnly') return give('RecordIncidentOnly', { reason: '电话解决，备案' })
    const place = this.placeOf(i)
    if (!place) return give('ResolveIncident')
    const needs = this.scene.needs(i.kindId, i.priority)
    // Those who returned the order aren't asked again.
    const refused = new Set(Object.values(i.orders).map((o) => o.unitId))
    const choices = chooseUnits(needs, place, this.free().filter((f) => !refused.has(f.unit.id)))
    if (choices.length === 0) return needs.length === 0 ? give('ResolveIncident') : []
    const round = Object.keys(i.orders).length
    const wishes = choices.flatMap((c, n) => give('IssueOrder', { orgId: c.unit.orgId, unitId: c.unit.id, role: n === 0 ? 'lead' : 'assist', content: c.task }, `${i.id}-order-${round}-${n}`))
    for (const w of wishes) this.reserved.set(String(w.body.unitId), now + RESERVE_MS)
    return wishes
  }

  private placeOf(i: IncidentDocument) {
    const { lon, lat, areaId } = i.place
    if (lon !== null && lat !== null) return { lon, lat }
    return areaId ? this.scene.areas.get(areaId) : undefined
  }

  private free(): FreeUnit[] {
    return this.scene.units.flatMap((unit) => {
      const u = this.picture.units.get(unit.id)
      const at = this.fleet.where(unit.id)
      const isFree = u && at && u.orderId === null && (u.status === 'idle' || u.status === 'returning') && u.lostSince === null && !this.reserved.has(unit.id)
      return isFree ? [{ unit, at }] : []
    })
  }

  /** Whether every order has ended, and has for as long as the desk takes to write it up. */
  private isOver(i: IncidentDocument, now: number, resolveMs: number): boolean {
    if (activeOrders(i).length > 0 || Object.keys(i.orders).length === 0) {
      this.orderless.delete(i.id)
      return false
    }
    const since = this.orderless.get(i.id)
    if (since === undefined) this.orderless.set(i.id, now)
    return since !== undefined && now >= since + resolveMs
  }
}
