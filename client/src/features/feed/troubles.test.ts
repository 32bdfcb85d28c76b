import { describe, expect, it } from 'vitest'
import type { Feed } from '../../live/freshness'
import { troublesOf } from './troubles'

const feed = (sourceId: string, state: Feed['state']): Feed => ({ sourceId, state, newestAt: 7, ageMs: 9, counts: { fresh: 1, aging: 2, stale: 3, lost: 0, silent: 1 } })
const line = { state: 'live' as const, equal: true, asOf: 100, epoch: 'e', unrecordedSince: null }

describe('troublesOf', () => {
  it('names feeds past doubt, with how many they speak for', () => {
    expect(troublesOf(line, [feed('a', 'aging'), feed('b', 'stale'), feed('c', 'fresh')])).toEqual([{ key: 'feed:b', kind: 'feed', sourceId: 'b', since: 7, units: 6 }])
  })
  it('gives a feed time to speak for the first time', () => {
    const silent: Feed = { ...feed('s', 'lost'), newestAt: null }
    expect(troublesOf(line, [silent], false)).toEqual([])
    expect(troublesOf(line, [silent])).toHaveLength(1)
  })
  it('names only the line while it is down or silent', () => {
    expect(troublesOf({ ...line, state: 'lost' }, [feed('b', 'lost')])).toEqual([{ key: 'line', kind: 'lost', since: 100 }])
    expect(troublesOf({ ...line, state: 'late' }, [feed('b', 'lost')])).toEqual([{ key: 'line', kind: 'late', since: 100 }])
  })
  it('names a picture that differs, and nothing before the first connection', () => {
    expect(troublesOf({ ...line, equal: false }, [])).toEqual([{ key: 'equal', kind: 'unequal', since: 100 }])
    expect(troublesOf({ state: 'connecting', equal: null, asOf: null, epoch: null, unrecordedSince: null }, [])).toEqual([])
  })
  it('says that the server can record nothing, above what is wrong with the picture', () => {
    expect(troublesOf({ ...line, unrecordedSince: 50 }, [feed('b', 'stale')]).map((t) => [t.kind, t.since])).toEqual([['unrecorded', 50], ['feed', 7]])
    expect(troublesOf({ ...line, unrecordedSince: 50, state: 'lost' }, [])).toMatchObject([{ kind: 'lost' }])
  })
})
