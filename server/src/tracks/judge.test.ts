import { describe, expect, it } from 'vitest'
import { judge, motion, noSuspicion, STUCK_REPEATS } from './judge'
import type { Track } from './parts'
import { fix, T0 } from './testing/world'

const last: Track = { unitId: 'e1', sourceId: 'gps', at: T0, heardAt: T0, lon: 119.65, lat: 29.08, headingDeg: 90, speedKmh: 36 }
const limits = { now: T0 + 20_000, rate: 1, maxSpeedKmh: 160 }
const verdict = (f: ReturnType<typeof fix>) => judge(f, last, noSuspicion(), limits)

describe('a fix', () => {
  it.each([
    ['a good one', fix('e1', T0 + 10_000, 1), null],
    ['0,0', fix('e1', T0 + 10_000, 0, { lon: 0, lat: 0.00001 }), 'null-island'],
    ['latitude 91', fix('e1', T0 + 10_000, 0, { lat: 91 }), 'out-of-range'],
    ['not a number', fix('e1', T0 + 10_000, 0, { lon: NaN }), 'out-of-range'],
    ['a minute and more ahead', fix('e1', limits.now + 60_001), 'in-future'],
    ['a minute ahead', fix('e1', limits.now + 60_000), null],
    ['older than the newest', fix('e1', T0 - 1, 0), 'time-reversed'],
    ['the newest again', fix('e1', T0, 0), 'duplicate'],
    ['2 km in 10 s', fix('e1', T0 + 10_000, 20), 'jump'],
    ['2 km in 60 s', fix('e1', T0 + 60_000, 20), null],
    ['scatter of 100 m in a second', fix('e1', T0 + 1000, 1), null],
  ])('%s', (_what, f, expected) => expect(verdict(f)).toBe(expected))

  it('may be ahead by more when the scenario runs fast', () => {
    expect(judge(fix('e1', T0 + 1_000_000), undefined, noSuspicion(), { ...limits, rate: 60 })).toBeNull()
  })

  it('far away is believed once three agree', () => {
    const s = noSuspicion()
    const far = (i: number) => judge(fix('e1', T0 + 10_000 + i * 1000, 500), last, s, limits)
    expect([far(0), far(1), far(2)]).toEqual(['jump', 'jump', null])
  })

  it('far away in different places is never believed', () => {
    const s = noSuspicion()
    expect([0, 1, 2, 3, 4].map((i) => judge(fix('e1', T0 + i * 1000 + 1000, i % 2 ? 500 : -500), last, s, limits))).toEqual(Array(5).fill('jump'))
  })

  it('at the very same place while driving is a frozen receiver', () => {
    const s = noSuspicion()
    const verdicts = Array.from({ length: STUCK_REPEATS + 2 }, (_, i) => judge(fix('e1', T0 + 1000 * (i + 1)), last, s, limits))
    expect(verdicts.slice(0, STUCK_REPEATS - 1).every((v) => v === null)).toBe(true)
    expect(verdicts.slice(STUCK_REPEATS - 1)).toEqual(['stuck', 'stuck', 'stuck'])
    expect(judge(fix('e1', T0 + 19_000, 1), last, s, limits)).toBeNull()
  })

  it('at the very same place while standing is a parked vehicle', () => {
    const s = noSuspicion()
    for (let i = 1; i < 15; i++) expect(judge(fix('e1', T0 + 1000 * i, 0, { speedKmh: 0 }), last, s, limits)).toBeNull()
  })
})

it('what a device leaves out follows from the way', () => {
  const bare = { device: 'd', at: T0 + 10_000, lon: 119.651, lat: 29.08 }
  const m = motion(bare, last)
  expect(m.headingDeg).toBeCloseTo(90, 1)
  expect(m.speedKmh).toBeCloseTo(35, 0)
  expect(motion({ ...bare, lon: 119.65 }, last)).toEqual({ headingDeg: 90, speedKmh: 0 })
})
