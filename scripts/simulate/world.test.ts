import { beforeAll, describe, expect, it } from 'vitest'
import { distanceM } from '@liandong/shared/kernel/geo'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { OrderState } from '@liandong/shared/order/contract'
import type { UnitState } from '@liandong/shared/unit/contract'
import { Loop, pack, roads, scene } from './testing/loop'
import { World } from './world'

const START = Date.UTC(2026, 10, 20, 8, 0)
const HOUR = 3_600_000

describe('three simulated hours', () => {
  const loop = new Loop(7, START)
  beforeAll(() => loop.run(3 * HOUR, 5000), 60_000)

  it('gives only commands that the rules accept', () => {
    expect(loop.told.filter((t) => !t.answer.ok)).toEqual([])
    expect(loop.told.length).toBeGreaterThan(200)
  })

  it('carries incidents from the report to the close', () => {
    const incidents = loop.door.all<IncidentState>('incident')
    expect(incidents.filter((i) => i.status === 'closed').length).toBeGreaterThan(5)
    const forgotten = incidents.filter((i) => i.status === 'reported' && loop.now - i.receivedAt > 40 * 60_000)
    expect(forgotten).toEqual([])
  })

  it('drives to the place before it says so, and goes home afterwards', () => {
    const done = loop.door.all<OrderState>('order').filter((o) => o.status === 'done')
    expect(done.length).toBeGreaterThan(10)
    for (const o of done) expect(o.times.on_scene! - o.times.en_route!).toBeGreaterThan(10_000)
    const units = loop.door.all<UnitState>('unit')
    expect(units.filter((u) => u.status === 'idle').length).toBeGreaterThan(80)
  })

  it('moves without jumps, never back in time, and keeps the contract of every feed that speaks', () => {
    const byDevice = new Map<string, (typeof loop.positions)[number][]>()
    for (const p of loop.positions) {
      const list = byDevice.get(p.device)
      if (list) list.push(p)
      else byDevice.set(p.device, [p])
    }
    expect(byDevice.size).toBe(scene.units.length)
    const faults: string[] = []
    for (const [device, list] of byDevice) {
      const source = scene.sources.get(list[0]!.source)!
      const isAnnounced = loop.notes.some((n) => n.includes(source.name))
      for (let i = 1; i < list.length; i++) {
        const a = list[i - 1]!
        const b = list[i]!
        if (b.at <= a.at) faults.push(`${device} goes back at ${b.at}`)
        if (distanceM(a, b) > (source.maxSpeedKmh / 3.6) * ((b.at - a.at) / 1000) + 60) faults.push(`${device} jumps at ${b.at}`)
        if (!isAnnounced && b.at - a.at > source.withinMs) faults.push(`${device} is silent before ${b.at}`)
      }
    }
    expect(faults).toEqual([])
  })

  it('is told the same by the same seed', () => {
    const again = new Loop(7, START)
    again.run(HOUR, 5000)
    expect(again.told.map((t) => t.wish)).toEqual(loop.told.filter((t) => t.at <= START + HOUR).map((t) => t.wish))
  })
})

it('answers an order a person gives to a unit, and not one to an organisation', () => {
  const loop = new Loop(3, START)
  const report = loop.give({ id: 'a', type: 'ReportIncident', body: { kindId: 'residential-fire', placeText: '城北', lon: 119.645, lat: 29.12, source: '119' } })
  if (!report.ok) throw new Error('refused')
  const incidentId = report.answer.incidentId!
  loop.give({ id: 'b', type: 'AcceptIncident', body: { incidentId } })
  const engine = scene.units.find((u) => u.callSign === '城北 1')!
  loop.give({ id: 'c', type: 'IssueOrder', body: { incidentId, orgId: engine.orgId, unitId: engine.id } })
  loop.give({ id: 'd', type: 'IssueOrder', body: { incidentId, orgId: 'ecology' } })
  loop.look()
  loop.run(40 * 60_000, 2000)
  const orders = loop.door.all<OrderState>('order').filter((o) => o.incidentId === incidentId)
  expect(orders.find((o) => o.unitId === engine.id)!.times.on_scene).toBeDefined()
  expect(orders.find((o) => o.orgId === 'ecology')!.status).toBe('issued')
  // What a person reported, a person resolves.
  expect(loop.told.some((t) => t.wish.type === 'ResolveIncident' && t.wish.body.incidentId === incidentId)).toBe(false)
})

it('sends another unit when the first returns the order', () => {
  const loop = new Loop(5, START)
  const report = loop.give({ id: 'a', type: 'ReportIncident', body: { kindId: 'medical', placeText: '城中', lon: 119.6486, lat: 29.1065, source: '120', sourceRef: 'demo-test' } })
  if (!report.ok) throw new Error('refused')
  const incidentId = report.answer.incidentId!
  loop.look()
  const ordersOf = () => loop.door.all<OrderState>('order').filter((o) => o.incidentId === incidentId)
  while (ordersOf().length === 0) loop.run(5000, 5000)
  const first = ordersOf()[0]!
  loop.give({ id: 'x', type: 'DeclineOrder', body: { orderId: first.id, reason: '车辆故障' } })
  loop.look()
  loop.run(10 * 60_000, 5000)
  const second = ordersOf().find((o) => o.id !== first.id)!
  expect(second.unitId).not.toBe(first.unitId)
})

it('a feed that is out says nothing, and both ends are announced', () => {
  const loop = new Loop(2, START)
  const long = 10 * HOUR
  while (loop.notes.length < 2 && loop.now < START + long) loop.run(10 * 60_000, 10_000)
  expect(loop.notes.length).toBeGreaterThanOrEqual(1)
  const name = [...scene.sources].find(([, s]) => loop.notes[0]!.includes(s.name))![0]
  const times = loop.positions.filter((p) => p.source === name).map((p) => p.at).sort((a, b) => a - b)
  const gap = Math.max(...times.slice(1).map((t, i) => t - times[i]!))
  expect(gap).toBeGreaterThanOrEqual(pack.simulation!.feeds.minMinutes * 60_000)
})

it('begins with those at work where they work', () => {
  const loop = new Loop(4, START)
  const report = loop.give({ id: 'a', type: 'ReportIncident', body: { kindId: 'medical', placeText: '罗店', lon: 119.62, lat: 29.16, source: '120' } })
  if (!report.ok) throw new Error('refused')
  const incidentId = report.answer.incidentId!
  const unit = scene.units.find((u) => u.kind === 'ambulance')!
  loop.give({ id: 'b', type: 'AcceptIncident', body: { incidentId } })
  const order = loop.give({ id: 'c', type: 'IssueOrder', body: { incidentId, orgId: unit.orgId, unitId: unit.id } })
  if (!order.ok) throw new Error('refused')
  loop.give({ id: 'd', type: 'ReportOnScene', body: { orderId: order.answer.orderId! } })
  loop.look()
  const world = new World(scene, roads, loop.picture, 4, loop.now)
  expect(world.fleet.where(unit.id)).toEqual({ lon: 119.62, lat: 29.16 })
})
