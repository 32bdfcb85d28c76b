import { CITY } from '../rig/city'
import { orgNumber, type CityDesk, type OpenIncident, type Wish } from '../rig/cityDesk'
import type { CityUnit } from '../rig/city'

/** An incident of the city stays open this long; one comes and one goes every minute, so that 300 are open. */
const LIFE_MIN = 300
/** An unanswered order is answered after this; its ladder took its first step after ten. */
const ANSWERED_MIN = 12
const UNIT_FREE_MIN = 2

interface Lasting extends OpenIncident {
  endsAt: number
  /** Its unit hasn't arrived. */
  driving: boolean
}

/**
 * The life of City-1, minute by simulated minute: one incident begins and one ends, five orders go unanswered until their
 * alert has been raised, and the rest of the two changes a second is word from the scene and corrections.
 */
export class CityLife {
  private minuteNo = 0
  private readonly open: Lasting[]
  private readonly free: CityUnit[]
  private readonly unanswered: { orderId: string; incidentId: string; orgId: string; answeredAt: number }[] = []
  private readonly resting: { unitId: string; freeAt: number }[] = []
  private turn = 0

  constructor(private readonly desk: CityDesk, private readonly units: ReadonlyMap<string, CityUnit>, open: readonly OpenIncident[]) {
    this.open = open.map((o, i) => ({ ...o, driving: i % 5 === 0, endsAt: Math.floor((i * LIFE_MIN) / open.length) + 1 }))
    const busy = new Set(open.map((o) => o.unitId))
    this.free = [...units.values()].filter((u) => !busy.has(u.id))
  }

  get openIncidents(): readonly OpenIncident[] {
    return this.open
  }

  /**
   * What begins and ends in the next `minutes`, in waves: each wave needs the answers to the one before. `give` hands a
   * wave to the door and answers its answers.
   */
  async pass(minutes: number, give: Give): Promise<void> {
    this.minuteNo += minutes
    await this.answer(give)
    await this.end(give)
    await this.begin(minutes, give)
    const asked = Array.from({ length: minutes * CITY.steady.alertsPerMinute }, () => this.unheard())
    const orders = await give(asked.map((body) => ({ type: 'IssueOrder', body })))
    orders.forEach((o, i) => this.unanswered.push({ ...asked[i]!, orderId: String(o.orderId), answeredAt: this.minuteNo + ANSWERED_MIN }))
  }

  /** An organisation and an incident to which it will not answer; it has at most one such order at a time. */
  private unheard(): { incidentId: string; orgId: string } {
    const orgId = orgNumber(this.turn++).id
    const waits = new Set(this.unanswered.filter((u) => u.orgId === orgId).map((u) => u.incidentId))
    return { incidentId: this.desk.pick(this.open.filter((o) => o.endsAt > this.minuteNo + ANSWERED_MIN && !waits.has(o.incidentId))).incidentId, orgId }
  }

  private due<T>(from: T[], when: (x: T) => number): T[] {
    const due = from.filter((x) => when(x) <= this.minuteNo)
    for (const x of due) from.splice(from.indexOf(x), 1)
    return due
  }

  private async answer(give: Give): Promise<void> {
    const due = this.due(this.unanswered, (u) => u.answeredAt)
    await give(due.map(({ orderId }) => ({ type: 'AcknowledgeOrder', body: { orderId } })))
    await give(due.map(({ orderId }) => ({ type: 'RecallOrder', body: { orderId, reason: '已由他队处置' } })))
  }

  private async end(give: Give): Promise<void> {
    const due = this.due(this.open, (o) => o.endsAt)
    // Those of the beginning that were still on their way have long arrived.
    await give(due.filter((o) => o.driving).map(({ orderId }) => ({ type: 'ReportOnScene', body: { orderId } })))
    await give(due.map(({ orderId }) => ({ type: 'ReportDone', body: { orderId } })))
    for (const type of ['ResolveIncident', 'ReviewIncident', 'CloseIncident'] as const) await give(due.map(({ incidentId }) => ({ type, body: { incidentId } })))
    for (const o of due) this.resting.push({ unitId: o.unitId, freeAt: this.minuteNo + UNIT_FREE_MIN })
    const rested = this.due(this.resting, (r) => r.freeAt)
    await give(rested.map(({ unitId }) => ({ type: 'ChangeUnitStatus', body: { unitId, status: 'idle' } })))
    for (const { unitId } of rested) this.free.push(this.units.get(unitId)!)
  }

  private async begin(count: number, give: Give): Promise<void> {
    const now = this.desk.now()
    const ids = (await give(this.desk.reports(count, () => now))).map((a) => String(a.incidentId))
    await give(ids.map((incidentId) => ({ type: 'AcceptIncident', body: { incidentId } })))
    const units = ids.map(() => this.free.shift()!)
    const orders = await give(ids.map((incidentId, i) => ({ type: 'IssueOrder', body: { incidentId, orgId: units[i]!.orgId, unitId: units[i]!.id } })))
    const ordered = orders.map((o) => String(o.orderId))
    for (const type of ['AcknowledgeOrder', 'ReportOnScene'] as const) await give(ordered.map((orderId) => ({ type, body: { orderId } })))
    await give(ordered.map((orderId) => ({ type: 'ReportFeedback', body: { orderId, text: '已到现场' } })))
    ids.forEach((incidentId, i) => this.open.push({ incidentId, orderId: ordered[i]!, unitId: units[i]!.id, driving: false, endsAt: this.minuteNo + LIFE_MIN }))
  }

  /** One more correction, to an incident that is open. */
  correction(): Wish {
    const { incidentId } = this.desk.pick(this.open)
    return { type: 'ReviseIncident', body: { incidentId, casualties: { deaths: 0, injured: Math.floor(this.desk.now() / 1000) % 7, trapped: 0, missing: null } } }
  }
}

type Give = (wishes: Wish[]) => Promise<Record<string, string | number>[]>
