import { describe, expect, it } from 'vitest'
import { baselineOf, percentile, standing, type PastDay } from './baseline'
import { topShares } from './shares'

const day = (n: number): PastDay => ({
  day: `2026110${n}`, reported: 24 * n, hours: Array<number>(24).fill(n), categories: { traffic: 12 * n }, areas: {},
})
const week = [1, 2, 3, 4, 5, 6, 7].map(day)

describe('percentile', () => {
  it('interpolates between neighbours', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(percentile([10, 20, 30, 40, 50], 0.1)).toBe(14)
    expect(percentile([7], 0.9)).toBe(7)
    expect(percentile([], 0.5)).toBeNaN()
  })
})

describe('baselineOf', () => {
  it('wants seven days', () => expect(baselineOf(week.slice(1))).toBeNull())
  it('gives band, usual count up to a moment and a part’s share of it', () => {
    const b = baselineOf(week)!
    expect([b.low[5], b.high[5]]).toEqual([1.6, 6.4])
    expect(b.upTo(0)).toBe(0)
    expect(b.upTo(6.5)).toBe(26)
    expect(b.upTo(24)).toBe(96)
    expect(b.partUpTo('categories', 'traffic', 12)).toBe(24)
    expect(b.partUpTo('areas', 'nowhere', 12)).toBe(0)
  })
  it('says where today stands', () => {
    const b = baselineOf(week)!
    const hours = Array<number>(24).fill(4).fill(9, 9)
    expect(standing(b, hours, 45, 10.5)).toEqual({ usual: 42, difference: 3, percent: (100 * 3) / 42, band: 'above' })
    expect(standing(b, hours, 0, 0.5)).toMatchObject({ usual: 2, difference: -2, band: null })
    expect(standing(b, hours, 0, 0)).toMatchObject({ usual: 0, percent: null })
  })
})

describe('topShares', () => {
  it('draws the largest and counts the rest, so that parts and total agree', () => {
    const s = topShares({ a: 1, b: 5, c: 3, d: 0, e: 3 }, 2, (k) => (k === 'b' ? 4 : null))
    expect(s).toEqual({ shown: [{ key: 'b', count: 5, usual: 4 }, { key: 'c', count: 3, usual: null }], shownTotal: 8, rest: 2, restTotal: 4, total: 12 })
  })
})
