import { describe, expect, it } from 'vitest'
import { niceStep, outside, type DayCurve } from './dayCurve'

const curve = (today: number[], now: number): DayCurve => ({
  today, now, band: { low: Array<number>(24).fill(2), high: Array<number>(24).fill(6) }, words: { now: '', today: '', band: '' },
})

describe('the day curve', () => {
  it('counts in steps a person counts in', () => {
    expect([1, 3, 4, 21, 30, 31, 95].map(niceStep)).toEqual([1, 1, 2, 10, 10, 20, 50])
  })
  it('finds the stretches outside the band among whole hours only', () => {
    expect(outside(curve([3, 9, 9, 4, 0, 9, 9], 5.5))).toEqual([[[0.5, 3], [1.5, 9], [2.5, 9]], [[3.5, 4], [4.5, 0]]])
    expect(outside({ ...curve([9], 3), band: null })).toEqual([])
  })
})
