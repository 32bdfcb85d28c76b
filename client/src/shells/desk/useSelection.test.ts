import { expect, it } from 'vitest'
import { nextRow } from './useSelection'

it('moves by one, stays at the ends and starts at the first', () => {
  const ids = ['a', 'b', 'c']
  expect(nextRow(ids, 'a', 0, 1)).toBe('b')
  expect(nextRow(ids, 'c', 2, 1)).toBe('c')
  expect(nextRow(ids, 'a', 0, -1)).toBe('a')
  expect(nextRow(ids, null, 0, 1)).toBe('a')
  expect([nextRow(ids, 'b', 1, 'first'), nextRow(ids, 'b', 1, 'last')]).toEqual(['a', 'c'])
  expect(nextRow([], 'a', 0, 1)).toBeNull()
})
it('leaves the hand in place when its row has gone', () => {
  expect(nextRow(['a', 'c', 'd'], 'b', 1, 1)).toBe('c')
  expect(nextRow(['a', 'c', 'd'], 'b', 1, -1)).toBe('a')
})
