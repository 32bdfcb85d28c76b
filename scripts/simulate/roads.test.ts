import { describe, expect, it } from 'vitest'
import { distanceM } from '@liandong/shared/kernel/geo'
import { BadArgs, readArgs } from './args'
import { lengthM, Roads } from './roads'
import { roads, scene } from './testing/loop'
import { Trip } from './trip'

const edge = (f: number, t: number, cls: string, coordinates: [number, number][]) => ({ properties: { class: cls, f, t }, geometry: { coordinates } })

describe('a small graph', () => {
  // A slow straight street and a quick bow over the north.
  const small = new Roads({ features: [
    edge(0, 1, 'residential', [[119.6, 29.1], [119.62, 29.1]]),
    edge(0, 2, 'primary', [[119.6, 29.1], [119.605, 29.105]]),
    edge(2, 1, 'primary', [[119.605, 29.105], [119.615, 29.105], [119.62, 29.1]]),
  ] })

  it('takes the quicker way, not the shorter one', () => {
    const { points } = small.route({ lon: 119.6, lat: 29.1 }, { lon: 119.62, lat: 29.1 })
    expect(points.some((p) => p.lat === 29.105)).toBe(true)
  })

  it('finds the nearest corner, also from far away', () => {
    expect(small.nearest({ lon: 119.6201, lat: 29.0999 })).toBe(1)
    expect(small.nearest({ lon: 119.3, lat: 28.8 })).toBe(0)
  })
})

describe('the demonstration streets', () => {
  it('lead from every unit to every seat, without a leap', () => {
    const seats = [...scene.areas.values()].filter((a) => a.level === 'township')
    for (const [i, u] of scene.units.entries()) {
      const seat = seats[i % seats.length]!
      const { points } = roads.route(u.home, seat)
      expect(points.at(-1)).toEqual(seat)
      const longest = Math.max(...points.slice(2, -1).map((p, n) => distanceM(points[n + 1]!, p)))
      expect(longest, `${u.callSign} to ${seat.name}`).toBeLessThan(2000)
      expect(lengthM(points)).toBeLessThan(distanceM(u.home, seat) * 3 + 3000)
    }
  })
})

describe('a trip', () => {
  const trip = new Trip({ points: [{ lon: 119.6, lat: 29.1 }, { lon: 119.61, lat: 29.1 }, { lon: 119.61, lat: 29.11 }], flows: [0, 1, 0.5] }, 1000, 36)

  it('is where its speed brings it, and heads the right way', () => {
    const half = trip.at(1000 + (trip.endAt - 1000) / 6)
    expect(half.speedKmh).toBeCloseTo(36, 5)
    expect(half.headingDeg).toBeCloseTo(90, 0)
    const later = trip.at(trip.endAt - 1000)
    expect(later.speedKmh).toBeCloseTo(18, 5)
    expect(later.headingDeg).toBeCloseTo(0, 0)
  })

  it('ends at its end and stays there', () => {
    const over = trip.at(trip.endAt + 60_000)
    expect([over.lon, over.lat, over.speedKmh, over.arrived]).toEqual([119.61, 29.11, 0, true])
  })
})

describe('the command line', () => {
  it('has defaults, and leaves the tempo alone unless told', () => {
    expect(readArgs(['--'])).toEqual({ url: 'http://127.0.0.1:8080', seed: 7, tempo: null, tokens: null, session: null })
    expect(readArgs(['--url', 'http://localhost:9000/', '--tempo', '60'])).toMatchObject({ url: 'http://127.0.0.1:9000', tempo: 60 })
  })

  it('refuses in one sentence', () => {
    for (const bad of [['--tempo', '61'], ['--tempo', 'fast'], ['--seed', '-1'], ['--url', 'ftp://x'], ['--what', '1'], ['--seed']]) expect(() => readArgs(bad)).toThrow(BadArgs)
  })
})
