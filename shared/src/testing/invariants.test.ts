import { describe, expect, it } from 'vitest'
import { KINDS } from '../areas'
import type { Kind } from '../kernel/decider'
import type { AlertState } from '../alert/contract'
import { isWaiting } from '../alert/contract'
import type { IncidentState } from '../incident/contract'
import type { IncidentDayState } from '../incident/incidentDay'
import { activeOrders, isOpen } from '../incident/incident'
import type { OrderState } from '../order/contract'
import { isEnded } from '../order/order'
import type { UnitState } from '../unit/contract'
import { district, NOON, type World } from './given'

/** mulberry32: the same seed, the same day. */
function dice(seed: number) {
  let s = seed >>> 0
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), s | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return { next, pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]! }
}

const UNITS = 12

function bigDistrict(kinds?: readonly Kind[]): World {
  const w = district(kinds)
  for (let i = 3; i <= UNITS; i++) w.put('unit', `u${i}`, { ...w.get<object>('unit', 'u1'), id: undefined, callSign: `u${i}`, deviceId: `u${i}` })
  return w
}

/** One random wish, sensible or not; most are refused, and that must leave nothing behind. */
function wish(w: World, d: ReturnType<typeof dice>, incidents: string[], orders: string[]): void {
  const recent = <T>(list: T[]) => d.pick(list.slice(-30))
  // Half the time the order some unit is really on, so that days go on instead of silting up.
  const anOrder = () => (d.next() < 0.5 ? undefined : w.get<UnitState>('unit', `u${1 + Math.floor(d.next() * UNITS)}`)?.orderId) ?? recent(orders)
  const roll = d.next()
  if (roll < 0.04 || incidents.length === 0) {
    const r = w.do('ReportIncident', { kindId: d.pick(['fire', 'dispute']), placeText: 'x', source: '110', ...(d.next() < 0.5 ? { areaId: d.pick(['a1', 'a2']) } : {}) })
    incidents.push(String(r.incidentId))
  } else if (roll < 0.3) {
    const command = d.pick(['AcceptIncident', 'AcceptIncident', 'AcceptIncident', 'ResolveIncident', 'ReviewIncident', 'CloseIncident', 'ArchiveIncident'])
    w.do(command, { incidentId: recent(incidents) })
  } else if (roll < 0.34) {
    const command = d.pick(['RejectIncident', 'VoidIncident', 'RecordIncidentOnly', 'ReworkIncident'])
    w.do(command, { incidentId: recent(incidents), reason: '试' })
  } else if (roll < 0.36) w.do('MergeIncident', { incidentId: recent(incidents), intoId: recent(incidents), reason: '试' })
  else if (roll < 0.39) w.do('ReviseIncident', { incidentId: recent(incidents), kindId: d.pick(['fire', 'dispute']), areaId: d.pick(['a1', 'a2']) })
  else if (roll < 0.55 || orders.length === 0) {
    const r = w.do('IssueOrder', { incidentId: recent(incidents), orgId: 'fire', ...(d.next() < 0.9 ? { unitId: `u${1 + Math.floor(d.next() * UNITS)}` } : {}) })
    if (r.orderId) orders.push(String(r.orderId))
  } else if (roll < 0.85) {
    const command = d.pick(['AcknowledgeOrder', 'ReportEnRoute', 'ReportOnScene', 'ReportWorking', 'ReportDone'])
    w.do(command, { orderId: anOrder() })
  } else if (roll < 0.9) w.do(d.pick(['DeclineOrder', 'RecallOrder', 'ExpireOrder']), { orderId: anOrder(), reason: '试' })
  else if (roll < 0.94) w.do('EscalateAlert', { orderId: anOrder(), step: 1 + Math.floor(d.next() * 3) })
  else if (roll < 0.96) w.do('AcknowledgeAlert', { alertId: w.get<OrderState>('order', recent(orders))?.alertId ?? 'none' })
  else if (roll < 0.98) w.do('ChangeUnitStatus', { unitId: `u${1 + Math.floor(d.next() * UNITS)}`, status: d.pick(['idle', 'busy', 'off_duty']) })
  else w.do(d.pick(['NoteLostContact', 'NoteRegainedContact']), { unitId: `u${1 + Math.floor(d.next() * UNITS)}`, since: w.now })
}

function check(w: World): void {
  const orders = [...w.all<OrderState>('order')]
  const byId = new Map(orders.map((o) => [o.id, o]))
  for (const u of w.all<UnitState>('unit')) {
    const o = u.orderId ? byId.get(u.orderId) : undefined
    if (u.orderId) expect(o && !isEnded(o) && o.unitId === u.id, `${u.id} is on an order that runs and is its own`).toBe(true)
    expect(orders.filter((x) => x.unitId === u.id && !isEnded(x)).length, `${u.id} is on at most one order`).toBeLessThanOrEqual(1)
  }
  for (const o of orders) {
    if (o.unitId && !isEnded(o)) expect(w.get<UnitState>('unit', o.unitId)!.orderId).toBe(o.id)
    expect(w.get<IncidentState>('incident', o.incidentId)!.orders[o.id]!.status).toBe(o.status)
  }
  for (const i of w.all<IncidentState>('incident')) {
    if (!isOpen(i)) expect(activeOrders(i), `${i.no} ended with nobody on the way`).toEqual([])
    if (i.class === 'social_security') expect(i.grade).toBeNull()
  }
  for (const a of w.all<AlertState>('alert')) {
    const o = byId.get(a.orderId)!
    expect(a.clearedAt === null, `alert of ${o.no} is open exactly while the order waits`).toBe(o.status === 'issued')
    expect(a.next === null || isWaiting(a)).toBe(true)
    expect(a.taken.map((t) => t.step)).toEqual([...new Set(a.taken.map((t) => t.step))].sort())
  }
  for (const d of w.all<IncidentDayState>('incidentDay')) {
    const sum = (c: Record<string, number>) => Object.values(c).reduce((x, y) => x + y, 0)
    expect([sum(d.categories), sum(d.areas), d.hours.reduce((x, y) => x + y, 0)]).toEqual([d.reported, d.reported, d.reported])
    const ofDay = [...w.all<IncidentState>('incident')].filter((i) => i.day === d.day)
    for (const [category, n] of Object.entries(d.categories)) expect(ofDay.filter((i) => i.category === category).length).toBe(n)
  }
}

/** Plays so many wishes and checks now and then. */
function play(w: World, commands: number, every: number): { incidents: string[]; orders: string[] } {
  const d = dice(330_702)
  const incidents: string[] = []
  const orders: string[] = []
  for (let n = 1; n <= commands; n++) {
    w.now = NOON + n * 700
    wish(w, d, incidents, orders)
    if (n % every === 0) check(w)
  }
  return { incidents, orders }
}

/** The real kinds with one event that one of them no longer hears. */
const deafTo = (kind: string, event: string): Kind[] =>
  KINDS.map((k) => (k.kind === kind ? { ...k, evolve: (s, e, id) => (e.type === event ? s : k.evolve(s, e, id)) } : k))

describe('whatever is wished, in whatever order', () => {
  it('units, orders, incidents, alerts and counts agree after 100,000 commands', () => {
    const w = bigDistrict()
    const { incidents, orders } = play(w, 100_000, 20_000)
    expect(incidents.length).toBeGreaterThan(3000)
    expect(orders.length).toBeGreaterThan(1500)
    expect([...w.all('alert')].length).toBeGreaterThan(50)
  }, 120_000)

  it.each([['unit', 'OrderRecalled'], ['incident', 'OrderDone'], ['alert', 'OrderAcknowledged'], ['incidentDay', 'IncidentRevised']])(
    'a %s deaf to %s is caught', (kind, event) => expect(() => play(bigDistrict(deafTo(kind, event)), 20_000, 1000)).toThrow(), 60_000)
})
