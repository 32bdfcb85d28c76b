import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { describe, expect, it } from 'vitest'
import { everyUnit, runCardFor, suggest, type RunCardState, type SuggestionWorld, type Target, type UnitDocument } from './suggest'

const unit = (id: string, over: Partial<UnitDocument> = {}) => ({
  id, callSign: id, callSignEn: id, kind: 'fire_engine', orgId: 'fire', crewSize: 5, capability: [], sourceId: 'gps', usualSpeedKmh: 60, homeLon: 119.6, homeLat: 29,
  madeUp: true, status: 'idle', statusAt: 0, orderId: null, incidentId: null, lostSince: null, ...over,
}) as UnitDocument
const card: RunCardState = { id: 'c', kindId: 'house-fire', priority: 2, needs: [{ unitKind: 'fire_engine', count: 2, task: '灭火' }, { unitKind: 'ambulance', count: 1, task: '救护' }], madeUp: true }
const target: Target = { kindId: 'house-fire', priority: 2, point: { lon: 119.6, lat: 29 }, incident: null }

function world(units: UnitDocument[], positions: Record<string, { lon: number; at: number }> = {}): SuggestionWorld {
  return {
    units: new Map(units.map((u) => [u.id, u])),
    organisations: new Map([['fire', { id: 'fire', shortName: '消防', jurisdiction: true }], ['zone', { id: 'zone', shortName: '开发区', jurisdiction: false }]]) as unknown as SuggestionWorld['organisations'],
    incidents: new Map([['i9', { id: 'i9', no: 'WC-1', title: '车棚起火' } as IncidentDocument]]),
    runCards: [card],
    sources: new Map([['gps', { id: 'gps', withinMs: 30_000 }]]) as unknown as SuggestionWorld['sources'],
    position: (id) => (positions[id] ? { lat: 29, ...positions[id] } : undefined),
    now: 100_000,
  }
}

describe('suggestions', () => {
  it('fill the needs with the free units that arrive first and count what is short', () => {
    const s = suggest(world([unit('far', { homeLon: 119.9 }), unit('near', { homeLon: 119.61 }), unit('mid', { homeLon: 119.65 })]), target)
    expect(s.candidates.map((c) => [c.unit.id, c.state])).toEqual([['near', 'suggested'], ['mid', 'suggested'], ['far', 'spare']])
    expect(s.needs).toMatchObject([{ unitKind: 'fire_engine', picked: 2, short: 0 }, { unitKind: 'ambulance', picked: 0, short: 1 }])
    expect(s.candidates[0]!.reasons).toEqual(['nearest', 'from-home'])
  })

  it('measure from the newest fix and say when it is old', () => {
    const s = suggest(world([unit('a', { homeLon: 119.9 }), unit('b')], { a: { lon: 119.6, at: 99_000 }, b: { lon: 119.65, at: 10_000 } }), target)
    expect(s.candidates[0]).toMatchObject({ unit: { id: 'a' }, from: 'fix', distanceM: 0, minutes: 0, fixAgeMs: 1000 })
    expect(s.candidates[1]).toMatchObject({ unit: { id: 'b' }, from: 'old-fix', fixAgeMs: 90_000 })
  })

  it('keep those not available visible with the reason, and send nobody the district may not order', () => {
    const s = suggest(world([unit('held', { orderId: 'o', incidentId: 'i9', status: 'on_scene' }), unit('zone', { orgId: 'zone' })]), target)
    expect(s.candidates.map((c) => [c.unit.id, c.refusal?.rejected])).toEqual([['held', 'unit-not-available'], ['zone', 'org-not-permitted']])
    expect(s.candidates[0]!.refusal?.detail).toMatchObject({ no: 'WC-1', title: '车棚起火' })
    expect(s.needs[0]).toMatchObject({ picked: 0, short: 2 })
  })

  it('count what is already on its way', () => {
    const incident = { orders: { o1: { status: 'en_route', orgId: 'fire', unitId: 'x' }, o2: { status: 'done', orgId: 'fire', unitId: 'y' } } } as unknown as IncidentDocument
    const s = suggest(world([unit('x', { orderId: 'o1', incidentId: 'i' }), unit('y'), unit('z', { homeLon: 119.7 })]), { ...target, incident })
    expect(s.needs[0]).toMatchObject({ already: 1, picked: 1, short: 0 })
    expect(s.candidates.map((c) => c.unit.id)).toEqual(['y', 'z'])
  })

  it('pick nobody without a place, and say so', () => {
    const s = suggest(world([unit('a')]), { ...target, point: null })
    expect(s.candidates[0]).toMatchObject({ state: 'spare', distanceM: null, reasons: ['no-distance'] })
    expect(s.needs[0]).toMatchObject({ picked: 0, short: 1 })
  })

  it('never list a unit twice when two needs want its kind', () => {
    const w = { ...world([unit('a'), unit('b', { homeLon: 119.61 })]), runCards: [{ ...card, needs: [{ unitKind: 'fire_engine' as const, count: 1, task: '灭火' }, { unitKind: 'fire_engine' as const, count: 1, task: '供水' }] }] }
    const s = suggest(w, target)
    expect(s.candidates.map((c) => [c.unit.id, c.task])).toEqual([['a', '灭火'], ['b', '供水']])
    expect(s.needs.map((n) => n.short)).toEqual([0, 0])
  })
})

it('takes the nearest card of the kind, the more urgent one on a tie', () => {
  const cards = [{ ...card, id: 'p1', priority: 1 }, { ...card, id: 'p3', priority: 3 }, { ...card, id: 'other', kindId: 'x' }]
  expect(runCardFor(cards, 'house-fire', 2)?.id).toBe('p1')
  expect(runCardFor(cards, 'house-fire', 4)?.id).toBe('p3')
  expect(runCardFor(cards, 'none', 2)).toBeNull()
})

it('finds every unit by its call sign, the free ones first', () => {
  const all = everyUnit(world([unit('巡 07', { orderId: 'o' }), unit('巡 08', { homeLon: 119.7 }), unit('off', { status: 'off_duty' })]), target, '巡')
  expect(all.map((c) => c.unit.id)).toEqual(['巡 08', '巡 07'])
})
