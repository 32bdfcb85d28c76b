import type { Ground } from './ground'
import { FEEDS, feedToken } from './ground'
import { MOVERS } from './people'
import { ask } from './rest'

const AREAS = ['village-a1', 'village-a2', '330702004', 'village-b1', '330702103', '330702001', '330702100', null] as const
const ORGS = ['power', 'power-east', 'gas', 'town-330702004', 'town-330702103', 'fire', 'ems'] as const
const UNITS = [['power', 'of-power'], ['power-east', 'of-power-east'], ['gas', 'of-gas'], ['town-330702004', 'of-town-a'], ['town-330702103', 'of-town-b'], ['fire-chengbei', 'u-fire']] as const
const DEVICES: Readonly<Record<string, readonly string[]>> = {
  'repair-gps': ['device-of-of-power', 'device-of-of-power-east'], 'ems-gps': ['device-of-of-gas'], 'volunteer-app': ['device-of-of-town-a', 'device-of-of-town-b'],
}
/** So many cases are open at most; older ones are recalled and set aside, which lets their units go. */
const OPEN = 24

/** A town that works, seeded: cases everywhere, moved from area to area, orders to everybody, rights changed now and then. */
export class City {
  acts = 0
  refused = 0
  private serial = 0
  private running: Promise<unknown> | null = null
  private going = true
  private readonly open: { id: string; orders: string[] }[] = []

  constructor(private readonly o: { port: number; g: Ground; dice: () => number; commander: Record<string, string>; sec: Record<string, string> }) {}

  start(): void {
    this.running = Promise.all([this.work(), this.move()])
  }

  async stop(): Promise<void> {
    this.going = false
    await this.running
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.o.dice() * from.length)]!
  }

  /** One command; a refusal is the town's business (a unit is taken, a case has moved on) and is counted. */
  async give(type: string, body: object, as = this.o.commander): Promise<Record<string, string>> {
    const a = await ask(this.o.port, 'POST', '/api/commands', as, { v: 1, id: `city-of-access-${++this.serial}`, type, body })
    const answer = JSON.parse(a.body) as { ok?: boolean; answer?: Record<string, string>; rejected?: string }
    if (answer.rejected === 'not-permitted' || answer.rejected === 'invalid-command' || a.status >= 400) throw new Error(`the town was refused ${type}: ${a.status} ${a.body}`)
    this.acts++
    if (!answer.ok) this.refused++
    return answer.answer ?? {}
  }

  private async work(): Promise<void> {
    while (this.going) await this.act()
  }

  private async act(): Promise<void> {
    const d = this.o.dice()
    if (this.open.length < 6 || (d < 0.15 && this.open.length < OPEN)) return this.report()
    const c = this.pick(this.open)
    const order = c.orders.length > 0 ? this.pick(c.orders) : null
    if (d < 0.35) return void await this.give('ReviseIncident', { incidentId: c.id, areaId: this.pick(AREAS.filter((a) => a !== null)) })
    if (d < 0.45) return void await this.give('ReviseIncident', { incidentId: c.id, text: `又一句 ${this.serial}`, title: `第 ${this.serial} 题` })
    if (d < 0.62) {
      const [orgId, unitId] = this.pick(UNITS)
      const made = await this.give('IssueOrder', this.o.dice() < 0.5 && unitId !== 'u-fire' ? { incidentId: c.id, orgId, unitId, content: `去 ${this.serial}` } : { incidentId: c.id, orgId: this.pick(ORGS), content: `办 ${this.serial}` })
      if (made.orderId) c.orders.push(made.orderId)
    } else if (order && d < 0.85) {
      const type = this.pick(['AcknowledgeOrder', 'ReportEnRoute', 'ReportOnScene', 'ReportFeedback', 'ReportFeedback', 'ReportDone'])
      await this.give(type, { orderId: order, ...(type === 'ReportFeedback' ? { text: `现场 ${this.serial}` } : {}) })
    } else if (order && d < 0.9) await this.give('RecallOrder', { orderId: order, reason: `撤 ${this.serial}` })
    else if (d < 0.95) {
      for (const o of c.orders) await this.give('RecallOrder', { orderId: o, reason: '结束' })
      await this.give('VoidIncident', { incidentId: c.id, reason: '结束' })
      this.open.splice(this.open.indexOf(c), 1)
    } else await this.right()
  }

  private async report(): Promise<void> {
    const areaId = this.pick(AREAS)
    const { incidentId } = await this.give('ReportIncident', {
      kindId: this.pick(['dispute-family', 'noise', 'road-crash']), placeText: `路 ${this.serial}`, ...(areaId ? { areaId, lon: 119.6 + this.o.dice() / 10, lat: 29.1 + this.o.dice() / 10 } : {}),
      text: `说 ${this.serial}`, source: '110', sourceRef: `ref-${this.serial}`,
    })
    await this.give('AcceptIncident', { incidentId })
    this.open.push({ id: incidentId!, orders: [] })
  }

  /** Somebody's rights change, or it is put out of service and comes back. */
  private async right(): Promise<void> {
    const i = Math.floor(this.o.dice() * MOVERS.length)
    const after = this.pick(MOVERS[i]!)
    await this.give('PutPerson', { personId: `mover-${i}`, after: this.o.dice() < 0.15 ? { ...after, active: false } : after }, this.o.sec)
  }

  private step = 0

  /** Positions of all units, twice a second. */
  private async move(): Promise<void> {
    while (this.going) {
      const along = (++this.step % 2000) * 1e-5
      for (const feed of FEEDS) {
        const positions = (DEVICES[feed] ?? []).map((device, i) => ({ device, at: Date.now(), lon: 119.65 + along, lat: 29.11 + i * 1e-3, speedKmh: 5 }))
        if (positions.length > 0) await ask(this.o.port, 'POST', '/ingest/positions', { authorization: `Bearer ${feedToken(feed)}` }, { positions })
      }
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
  }
}
