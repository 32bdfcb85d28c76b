import { describe, expect, it } from 'vitest'
import { feedsOf, freshnessOf, nextStepMs, trustOf, type Contract, type Judged } from './freshness'

const gps: Contract = { contract: 'periodic', withinMs: 30_000, lostAfterMs: 180_000 }
const radio: Contract = { contract: 'event', withinMs: 60_000, lostAfterMs: 3_600_000 }

describe('freshness', () => {
  it.each([[0, 'fresh'], [-500, 'fresh'], [30_000, 'fresh'], [30_001, 'aging'], [60_001, 'stale'], [300_000, 'stale'], [300_001, 'lost']] as const)(
    'a periodic position of %d ms is %s', (age, wanted) => expect(freshnessOf(age, gps)).toBe(wanted))
  it.each([[3_600_000, 'fresh'], [3_600_001, 'lost']] as const)(
    'an event source of %d ms is %s', (age, wanted) => expect(freshnessOf(age, radio)).toBe(wanted))
  it('knows when the next step comes', () => {
    expect([0, 31_000, 61_000, 300_001].map((a) => nextStepMs(a, gps))).toEqual([30_000, 60_000, 300_000, null])
  })
})

describe('feeds and trust', () => {
  const now = 1_000_000
  const sources = new Map([['police', gps], ['fire', gps]])
  const judged: Judged[] = [
    { sourceId: 'police', at: now - 4_000, weight: 1 }, { sourceId: 'police', at: now - 90_000, weight: 1 },
    { sourceId: 'fire', at: now - 184_000, weight: 3 }, { sourceId: 'fire', at: null, weight: 1 },
  ]
  it('judges a feed by its newest fix', () => {
    const [police, fire] = feedsOf(judged, sources, now)
    expect(police).toMatchObject({ state: 'fresh', ageMs: 4_000, counts: { fresh: 1, stale: 1 } })
    expect(fire).toMatchObject({ state: 'stale', ageMs: 184_000, counts: { stale: 1, silent: 1 } })
  })
  it('weighs what is inside its contract', () => {
    const mirror = { ageMs: 1_000, withinMs: 10_000, weight: 4, equal: true }
    expect(trustOf(judged, sources, mirror, now).share).toBe(0.5)
    expect(trustOf(judged, sources, { ...mirror, ageMs: 11_000 }, now).share).toBe(0.1)
    expect(trustOf(judged, sources, { ...mirror, equal: false }, now).share).toBe(0.1)
    expect(trustOf([], sources, { ...mirror, weight: 0 }, now).share).toBeNull()
  })
})
