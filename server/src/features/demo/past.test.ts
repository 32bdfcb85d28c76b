import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { OrderState } from '@liandong/shared/order/contract'
import { localTime } from '@liandong/shared/kernel/time'
import { readPack } from '../../packs/read'
import { callsBetween, DEMO_REF } from './calls'
import { planPastWeek, type PlannedCommand } from './past'
import { sceneOf } from './scene'
import { MemoryDoor } from './testing/memoryDoor'
import { writePlan } from './write'

const HOUR = 3_600_000
const pack = readPack(join(import.meta.dirname, '../../packs'), 'wucheng')
const to = Date.UTC(2026, 10, 20, 13, 46)
const from = to - 36 * HOUR

describe('the planned past', () => {
  const door = new MemoryDoor(pack.records, pack.district.zone)
  let planned: PlannedCommand[] = []
  let strides = 0
  beforeAll(async () => {
    planned = [...planPastWeek(pack, 7, from, to)]
    await writePlan(planned, { submit: async (c) => door.submit(c), recordAt: (at) => { door.now = at; strides++ } })
  })

  it('is told the same by the same seed, and differently by another', () => {
    expect([...planPastWeek(pack, 7, from, to)]).toEqual(planned)
    expect([...planPastWeek(pack, 8, from, to)]).not.toEqual(planned)
  })

  it('comes in order of time, inside its window, with distinct ids', () => {
    for (let i = 1; i < planned.length; i++) expect(planned[i]!.at).toBeGreaterThanOrEqual(planned[i - 1]!.at)
    expect(planned[0]!.at).toBeGreaterThanOrEqual(from)
    expect(planned.at(-1)!.at).toBeLessThan(to)
    expect(new Set(planned.map((c) => c.id)).size).toBe(planned.length)
  })

  it('is accepted by the real rules to its last command', () => {
    expect(door.events.length).toBeGreaterThanOrEqual(planned.length)
    expect(strides).toBeLessThan(36)
  })

  it('leaves most incidents closed, the youngest open, all marked as its own', () => {
    const incidents = door.all<IncidentState>('incident')
    const closed = incidents.filter((i) => i.status === 'closed')
    expect(closed.length / incidents.length).toBeGreaterThan(0.8)
    expect(incidents.filter((i) => i.status === 'handling').length).toBeGreaterThan(0)
    expect(incidents.every((i) => i.sourceRef?.startsWith(DEMO_REF))).toBe(true)
  })

  it('has orders answered late, and by phone, but mostly in time', () => {
    const orders = door.all<OrderState>('order').filter((o) => o.times.acknowledged !== undefined)
    const late = orders.filter((o) => o.times.acknowledged! - o.times.issued! > o.clocks.ackMs)
    expect(late.length / orders.length).toBeGreaterThan(0.01)
    expect(late.length / orders.length).toBeLessThan(0.12)
  })

  it('has an alert, at its own time, for each order that was answered late or not at all', () => {
    const alerts = new Map(door.all<AlertState>('alert').map((a) => [a.orderId, a]))
    const overdue = (o: OrderState) => (o.times.acknowledged ?? o.times.declined ?? to) - o.times.issued! > o.clocks.ackMs
    const orders = door.all<OrderState>('order').filter(overdue)
    expect(orders.length).toBeGreaterThan(10)
    expect([...alerts.keys()].sort()).toEqual(orders.map((o) => o.id).sort())
    for (const o of orders) {
      const a = alerts.get(o.id)!
      expect(a.taken.map((t) => t.at)).toEqual(o.ladder.slice(0, a.taken.length).map((s) => o.times.issued! + s.afterMs))
      expect(a.raisedAt).toBe(o.times.issued! + o.clocks.ackMs)
      expect(a.clearedAt === null).toBe(o.status === 'issued')
    }
  })
})

it('the calls follow the hourly curve and the shares', () => {
  const scene = sceneOf(pack)
  const start = to - 60 * 24 * HOUR
  const calls = [...callsBetween(scene, 11, start, to)]
  const perDay = calls.length / 60
  expect(perDay).toBeGreaterThan(225)
  expect(perDay).toBeLessThan(275)
  const share = (category: string) => calls.filter((c) => c.category === category).length / calls.length
  for (const c of scene.simulation.categories) expect(Math.abs(share(c.category) - c.share)).toBeLessThan(0.012)
  const hours = (category: string, low: number, high: number) => calls.filter((c) => {
    const h = localTime(c.at, scene.zone).hour
    return c.category === category && h >= low && h < high
  }).length
  expect(hours('traffic', 12, 20)).toBeGreaterThan(hours('traffic', 0, 8) * 3)
  expect(hours('public_order', 20, 23) / 3).toBeGreaterThan((hours('public_order', 8, 20) / 12) * 2)
})

it('a window tells the same calls as the whole', () => {
  const scene = sceneOf(pack)
  const whole = [...callsBetween(scene, 3, from, to)].filter((c) => c.at >= to - 90 * 60_000)
  expect([...callsBetween(scene, 3, to - 90 * 60_000, to)]).toEqual(whole)
})

it('a refused plan says which command', async () => {
  const bad: PlannedCommand = { id: 'x-1', type: 'CloseIncident', body: { incidentId: 'nobody' }, at: to }
  const door = new MemoryDoor(pack.records, pack.district.zone)
  await expect(writePlan([bad], { submit: async (c) => door.submit(c), recordAt: () => undefined })).rejects.toThrow('the planned CloseIncident x-1 was refused')
})
