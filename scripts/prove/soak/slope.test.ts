import { expect, it } from 'vitest'
import { driftOf, lastTwoThirds, slopeOf } from './slope'

const line = (slope: number, noise: number) => Array.from({ length: 20 }, (_, i) => ({ x: i / 10, y: 40 + (slope * i) / 10 + (i % 2 === 0 ? noise : -noise) }))

it('finds the slope of a line, also under noise', () => {
  expect(slopeOf(line(3, 0))).toBeCloseTo(3, 9)
  expect(Math.abs(slopeOf(line(0, 0.5)))).toBeLessThan(0.1)
  expect(slopeOf([{ x: 1, y: 5 }])).toBe(0)
})

it('says how far something has climbed as a share of its mean', () => {
  expect(driftOf(line(0, 0))).toBe(0)
  expect(driftOf(line(4, 0))).toBeCloseTo((4 * 1.9) / 43.8, 9)
})

it('throws the first third away', () => {
  expect(lastTwoThirds([1, 2, 3, 4, 5, 6, 7])).toEqual([4, 5, 6, 7])
})
