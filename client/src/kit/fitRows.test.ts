import { describe, expect, it } from 'vitest'
import { fitRows } from './fitRows'

describe('fitRows', () => {
  it('shows all when they fit exactly', () => expect(fitRows([64, 64, 64], 192, 48)).toBe(3))
  it('keeps a line for the rest', () => expect(fitRows([124, 64, 64, 64], 260, 48)).toBe(2))
  it('shows none in no room', () => expect(fitRows([64], 40, 48)).toBe(0))
  it('is not troubled by an empty list', () => expect(fitRows([], 0, 48)).toBe(0))
})
