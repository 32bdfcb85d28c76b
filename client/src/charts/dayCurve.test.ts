import { describe, expect, it } from 'vitest'
import { bandLabelPlace, niceStep, outside, type DayCurve } from './dayCurve'

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
  it('puts the name of the band apart from the line and from other words', () => {
    // 40 px an hour, 10 px a report, axis at y 300.
    const at = ([h, v]: [number, number]): [number, number] => [h * 40, 300 - v * 10]
    const size = { width: 160, height: 24 }
    const chart = { width: 960, foot: 300 }
    const c: DayCurve = { ...curve(Array<number>(24).fill(12), 16), band: { low: Array<number>(24).fill(8), high: Array<number>(24).fill(16) } }
    const touches = (p: [number, number], b: { left: number; right: number; top: number; bottom: number }) =>
      p[0] + 80 > b.left && p[0] - 80 < b.right && p[1] + 12 > b.top && p[1] - 12 < b.bottom
    const free = bandLabelPlace(c, size, chart, [], at)!
    expect(touches(free, { left: 0, right: 640, top: 180, bottom: 180 })).toBe(false)
    const words = { left: free[0] - 100, right: free[0] + 100, top: free[1] - 20, bottom: free[1] + 20 }
    const moved = bandLabelPlace(c, size, chart, [words], at)!
    expect(touches(moved, words)).toBe(false)
    expect(touches(moved, { left: 0, right: 640, top: 180, bottom: 180 })).toBe(false)
    expect(bandLabelPlace(c, size, chart, [{ left: 0, right: 960, top: 0, bottom: 300 }], at)).toBeNull()
  })
})
