import { describe, expect, it } from 'vitest'
import { manualTimers } from './testing/manualTimers'
import { createServerClock } from './serverClock'

const START = Date.UTC(2026, 10, 20, 13, 46, 8)
const set = () => {
  const t = manualTimers()
  return { t, clock: createServerClock(t, () => 0) }
}

describe('server clock', () => {
  it('shows the server time whatever this machine believes', () => {
    const { t, clock } = set()
    clock.hear(START, 1)
    t.advance(2500)
    expect(clock.now()).toBe(START + 2500)
    expect(clock.second.value).toBe(START + 2000)
  })

  it('runs at the scenario rate', () => {
    const { t, clock } = set()
    clock.hear(START, 60)
    t.advance(1000)
    expect(clock.now()).toBe(START + 60_000)
  })

  it('is not held back by one slow message, but follows drift', () => {
    const { t, clock } = set()
    clock.hear(START, 1)
    t.advance(1000)
    clock.hear(START + 600, 1)
    expect(clock.now() - (START + 1000)).toBeGreaterThan(-25)
    for (let i = 2; i < 200; i++) {
      t.advance(1000)
      clock.hear(START + i * 1000 - 400, 1)
    }
    expect(Math.abs(clock.now() - (START + 199_000 - 400))).toBeLessThan(10)
  })

  it('takes a step of the clock at once', () => {
    const { clock } = set()
    clock.hear(START, 1)
    clock.hear(START - 86_400_000, 1)
    expect(clock.now()).toBe(START - 86_400_000)
    expect(clock.second.value).toBe(START - 86_400_000)
  })

  it('ticks once on each second', () => {
    const { t, clock } = set()
    clock.hear(START + 300, 1)
    const seen = [clock.second.value]
    for (let i = 0; i < 30; i++) {
      t.advance(100)
      if (seen.at(-1) !== clock.second.value) seen.push(clock.second.value)
    }
    expect(seen).toEqual([0, 1, 2, 3].map((s) => START + s * 1000))
  })
})
