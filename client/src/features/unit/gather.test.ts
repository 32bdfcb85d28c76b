import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byNearness, bySeat, type Gathered } from './gather'
import { bandOf, showing } from './unitBand'

const things = fc.array(fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }), stale: fc.boolean() }), { maxLength: 200 })
  .map((list): Gathered[] => list.map((t, slot) => ({ ...t, slot })))
const sum = (list: { count: number }[]) => list.reduce((n, g) => n + g.count, 0)

describe('counts that count right', () => {
  it('holds each unit in exactly one pill', () => {
    fc.assert(fc.property(things, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (list, reach) => {
      const pills = byNearness(list, reach)
      expect(sum(pills)).toBe(list.length)
      expect(pills.reduce((n, g) => n + g.stale, 0)).toBe(list.filter((t) => t.stale).length)
      pills.forEach((a, i) => pills.slice(i + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(reach * 0.999)))
    }), { seed: 3 })
  })
  it('counts by the nearest seat', () => {
    const seats = [{ id: 'w', x: 0, y: 0 }, { id: 'e', x: 1, y: 0 }]
    fc.assert(fc.property(things, (list) => {
      const counts = bySeat(list, seats)
      expect(sum(counts)).toBe(list.length)
      expect(counts.find((g) => g.areaId === 'w')?.count ?? 0).toBe(list.filter((t) => t.x ** 2 + t.y ** 2 <= (1 - t.x) ** 2 + t.y ** 2).length)
    }), { seed: 4 })
  })
})

describe('what a zoom shows', () => {
  const placed = () => true
  it.each([[10, 'counts'], [11.4, 'counts'], [12, 'clusters'], [13, 'clusters'], [14, 'all'], [17, 'all']] as const)('zoom %d shows %s', (z, b) => expect(bandOf(z)).toBe(b))
  it('counts who stands by, draws who is under way, docks who is there', () => {
    expect(showing(null, 'idle', false, 'counts', placed)).toBe('counted')
    expect(showing(null, 'idle', true, 'counts', placed)).toBe('symbol')
    expect(showing(null, 'en_route', false, 'counts', placed)).toBe('symbol')
    expect(showing({ status: 'on_scene', incidentId: 'i' }, 'on_scene', false, 'all', placed)).toBe('docked')
    expect(showing({ status: 'on_scene', incidentId: 'i' }, 'on_scene', false, 'all', () => false)).toBe('symbol')
    expect(showing(null, 'off_duty', true, 'clusters', placed)).toBe('none')
    expect(showing(null, 'off_duty', false, 'all', placed)).toBe('symbol')
  })
})
