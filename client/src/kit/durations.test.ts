import { describe, expect, it } from 'vitest'
import { ageText, elapsedText, remainingText, signed } from './durations'

const S = 1000
const M = 60 * S
const H = 60 * M

describe('elapsed, remaining and age', () => {
  it('writes elapsed time', () => {
    expect([0, 42 * S, 18 * M + 42 * S, H + 42 * M + 7 * S, -5].map(elapsedText)).toEqual(['0:00', '0:42', '18:42', '1:42:07', '0:00'])
  })
  it('counts a started second as left and writes the past with a real minus', () => {
    expect([2 * M + 50 * S, 499, 0, -999, -47 * S, -(H + S)].map(remainingText)).toEqual(['2:50', '0:01', '0:00', '0:00', '−0:47', '−1:00:01'])
  })
  it('writes ages', () => {
    expect([48 * S, 3 * M + 4 * S, H + 4 * M, 51 * H].map(ageText)).toEqual(['48 s', '3′04″', '1 h 04′', '2 d 3 h'])
  })
  it('signs differences', () => {
    expect([15, -3, 0].map(signed)).toEqual(['+15', '−3', '0'])
  })
})
