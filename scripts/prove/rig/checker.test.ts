import { describe, expect, it } from 'vitest'
import { checkEffects, checkLooks, checkNumbers, checkOrder, type Fault } from './checker'

const kinds = (faults: Fault[]) => faults.map((f) => `${f.kind} ${f.id}`)

describe('the checker', () => {
  it('is content with what happened once, in order and in time', () => {
    expect(checkEffects([{ id: 'a', by: 10 }, { id: 'b' }], [{ id: 'b', at: 1 }, { id: 'a', at: 10 }, { id: 'unpromised', at: 3 }])).toEqual([])
    expect(checkNumbers('log', [4, 5, 6])).toEqual([])
    expect(checkNumbers('log', [])).toEqual([])
    expect(checkOrder([{ id: 'a', sentAt: 0, answeredAt: 5, position: 2 }, { id: 'b', sentAt: 4, answeredAt: 9, position: 1 }])).toEqual([])
    expect(checkLooks([{ id: 'wall', at: 5, position: 1 }], [{ id: 'a', sentAt: 0, answeredAt: 4, position: 1 }, { id: 'b', sentAt: 0, answeredAt: 6, position: 2 }])).toEqual([])
  })

  it('finds what is lost, doubled and late', () => {
    const faults = checkEffects([{ id: 'a' }, { id: 'b' }, { id: 'c', by: 5 }], [{ id: 'b', at: 1 }, { id: 'b', at: 2 }, { id: 'c', at: 6 }, { id: 'd', at: 1 }, { id: 'd', at: 1 }])
    expect(kinds(faults).sort()).toEqual(['duplicate b', 'duplicate d', 'late c', 'lost a'])
  })

  it('finds gaps, also at the beginning, repeats and what came after its successor', () => {
    expect(kinds(checkNumbers('log', [2, 3, 6, 5, 3], 1)).sort()).toEqual(['duplicate log 3', 'gap log 1', 'gap log 4', 'reorder log 5'])
  })

  it('finds an acknowledged wish that stands after one that was sent later', () => {
    expect(kinds(checkOrder([{ id: 'a', sentAt: 0, answeredAt: 3, position: 2 }, { id: 'b', sentAt: 4, answeredAt: 9, position: 1 }]))).toEqual(['reorder a'])
  })

  it('finds a look at a world older than what had been acknowledged', () => {
    expect(kinds(checkLooks([{ id: 'wall', at: 5, position: 1 }], [{ id: 'a', sentAt: 0, answeredAt: 4, position: 2 }]))).toEqual(['stale wall'])
  })
})
