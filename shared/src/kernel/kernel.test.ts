import { describe, expect, it } from 'vitest'
import { ref, splitRef } from './decider'
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

describe('references', () => {
  it('split at the first colon', () => expect(splitRef(ref('job', 'escalate:o1:2'))).toEqual({ kind: 'job', id: 'escalate:o1:2' }))
})
