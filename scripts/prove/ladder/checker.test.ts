import { describe, expect, it } from 'vitest'
import { check, deadline, faultsOf, type Logged } from './checker'

const ALWAYS = [{ readyAt: 0, endedAt: Infinity }]
const LADDER = [1_000, 3_000]
const step = (n: number, at: number, position = at) => ({ orderId: 'o', step: n, at, position })
const log = (steps: Logged['steps'], ends: Logged['ends'] = []): Logged => ({ orders: [{ orderId: 'o', at: 0, position: 0 }], steps, ends })
const shown = (l: Logged) => new Map(l.steps.map((s) => [`${s.orderId} ${s.step}`, s.at]))
const faults = (l: Logged, lives = ALWAYS) => faultsOf(check(l, LADDER, lives, shown(l)))

describe('the ladder’s checker', () => {
  it('is content with each step once and in time', () => {
    expect(faults(log([step(1, 1_010), step(2, 3_900)]))).toEqual([])
  })

  it('names a step lost, doubled, late, early, after the answer, and out of nowhere', () => {
    expect(faults(log([step(1, 1_010)]))[0]).toMatch(/^o 2, .*never took effect/)
    expect(faults(log([step(1, 1_010), step(1, 1_020), step(2, 3_000)]))[0]).toMatch(/^o 1 took effect 2 times/)
    expect(faults(log([step(1, 2_500), step(2, 3_000)]))[0]).toMatch(/500 ms later than it had to be/)
    expect(faults(log([step(1, 900), step(2, 3_000)]))[0]).toMatch(/100 ms before it was due/)
    expect(faults(log([step(1, 1_010)], [{ orderId: 'o', at: 1_005, position: 1_005 }]))[0]).toMatch(/after the order was answered/)
    expect(faults(log([step(1, 1_010), step(2, 3_000), step(3, 5_000)]))[0]).toMatch(/nobody's order/)
  })

  it('asks no step of an order that was answered while the step still had time', () => {
    const answered = (at: number) => [{ orderId: 'o', at, position: at }]
    expect(faults(log([], answered(1_500)))).toEqual([])
    expect(faults(log([], answered(2_500)))[0]).toMatch(/^o 1, /)
  })

  it('gives what fell due in an outage two seconds from ready, and passes over lives too short for it', () => {
    const lives = [{ readyAt: 0, endedAt: 1_500 }, { readyAt: 4_000, endedAt: 5_000 }, { readyAt: 9_000, endedAt: Infinity }]
    expect(deadline(400, lives)).toBe(1_400)
    expect(deadline(1_000, lives)).toBe(11_000)
    expect(deadline(4_500, [{ readyAt: 4_000, endedAt: Infinity }])).toBe(5_500)
    expect(faults(log([step(1, 9_500), step(2, 11_500)]), lives)[0]).toMatch(/^o 2 was taken 500 ms later/)
  })

  it('holds what a client saw against the log', () => {
    const l = log([step(1, 1_010), step(2, 3_000)])
    expect(check(l, LADDER, ALWAYS, new Map([...shown(l), ['o 3', 5_000]])).unlike).toEqual(['o 3 was shown and is not in the log'])
    expect(check(l, LADDER, ALWAYS, new Map([['o 1', 1_020]])).unlike).toEqual(['o 2 is in the log and was never shown'])
  })
})
