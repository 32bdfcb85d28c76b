import { describe, expect, it } from 'vitest'
import { nextVisit, noVisits, STAY_MS, turnOf } from './visits'

describe('who holds the centre of the map', () => {
  it('lends it to a new P1 for its time, once', () => {
    const a = nextVisit(noVisits, ['a'], 1000, false)
    expect(a).toMatchObject({ centre: 'a', until: 1000 + STAY_MS })
    expect(nextVisit(a, ['a'], 1000 + STAY_MS - 1, false)).toBe(a)
    const back = nextVisit(a, ['a'], 1000 + STAY_MS, false)
    expect(back.centre).toBeNull()
    expect(nextVisit(back, ['a'], 90_000, false)).toBe(back)
  })
  it('gives it back on acknowledgement', () => {
    const a = nextVisit(noVisits, ['a'], 0, false)
    expect(nextVisit(a, [], 500, false)).toEqual(noVisits)
  })
  it('visits two in turn, and says whose turn it is', () => {
    const a = nextVisit(noVisits, ['a'], 0, false)
    const both = nextVisit(a, ['a', 'b'], 5000, false)
    expect(both).toBe(a)
    expect(turnOf(both, ['a', 'b'])).toEqual({ of: 2, turn: 1 })
    const b = nextVisit(both, ['a', 'b'], STAY_MS, false)
    expect(b).toMatchObject({ centre: 'b', until: 2 * STAY_MS })
    expect(turnOf(b, ['a', 'b'])).toEqual({ of: 2, turn: 2 })
    expect(nextVisit(b, ['a', 'b'], 2 * STAY_MS, false).centre).toBeNull()
    expect(nextVisit(a, ['b'], 700, false)).toMatchObject({ centre: 'b', until: 700 + STAY_MS })
  })
  it('never moves a view that a person holds, and goes on when it is let go', () => {
    const held = nextVisit(noVisits, ['a'], 0, true)
    expect(held.centre).toBeNull()
    expect(nextVisit(held, ['a'], 100, false).centre).toBe('a')
    const a = nextVisit(noVisits, ['a', 'b'], 0, false)
    const taken = nextVisit(a, ['a', 'b'], 300, true)
    expect(taken.centre).toBeNull()
    expect(nextVisit(taken, ['a', 'b'], 400, false).centre).toBe('b')
    expect(turnOf(taken, ['a', 'b'])).toBeNull()
  })
})
