import { describe, expect, it } from 'vitest'
import { ref, splitRef } from './decider'
import { maskFreeText } from './freeText'
import { bearingDeg, distanceM, inPolygon, roundTo } from './geo'

describe('distance and direction', () => {
  it('a degree of latitude is about 111.2 km', () => expect(distanceM({ lon: 119.6, lat: 29 }, { lon: 119.6, lat: 30 })).toBeCloseTo(111_195, -1))
  it('bearings run clockwise from north', () => {
    const o = { lon: 119.6, lat: 29 }
    expect(bearingDeg(o, { lon: 119.6, lat: 29.1 })).toBeCloseTo(0)
    expect(bearingDeg(o, { lon: 119.7, lat: 29 })).toBeCloseTo(90, 0)
    expect(bearingDeg(o, { lon: 119.5, lat: 29 })).toBeCloseTo(270, 0)
  })
  it('a hole is outside', () => {
    const square = [[0, 0], [4, 0], [4, 4], [0, 4]] as const
    const hole = [[1, 1], [2, 1], [2, 2], [1, 2]] as const
    expect(inPolygon({ lon: 3, lat: 3 }, [square, hole])).toBe(true)
    expect(inPolygon({ lon: 1.5, lat: 1.5 }, [square, hole])).toBe(false)
    expect(inPolygon({ lon: 5, lat: 3 }, [square, hole])).toBe(false)
  })
  it('a rounded point is at most half a step away and says nothing finer', () => {
    const p = { lon: 119.651234, lat: 29.112345 }
    expect(distanceM(p, roundTo(p, 100))).toBeLessThan(75)
    expect(roundTo({ lon: p.lon + 1e-6, lat: p.lat }, 100)).toEqual(roundTo(p, 100))
  })
})

describe('free text', () => {
  it.each([
    ['来电 13812345678 请回', '来电 138****5678 请回', true],
    ['身份证 330702199001011234', '身份证 ******************', true],
    ['330702199001 01123X', '330702199001 01123X', false],
    ['编号 WC-20261120-0247，电话 0579-82345678', '编号 WC-20261120-0247，电话 0579-82345678', false],
    ['1381234567890', '1381234567890', false],
    ['打 +8613812345678', '打 +86138****5678', true],
    ['打 008613812345678', '打 0086138****5678', true],
    ['打 138-1234-5678 或 139 1234 5678', '打 138-****-5678 或 139 **** 5678', true],
    ['打 １３８１２３４５６７８', '打 １３８****５６７８', true],
    ['身份证 ３３０７０２１９９００１０１１２３４', '身份证 ******************', true],
    ['身份证 330702 19900101 1234', '身份证 ****** ******** ****', true],
  ])('%s', (text, out, masked) => expect(maskFreeText(text)).toEqual({ text: out, masked }))
})

describe('references', () => {
  it('split at the first colon', () => expect(splitRef(ref('job', 'escalate:o1:2'))).toEqual({ kind: 'job', id: 'escalate:o1:2' }))
})
