import { describe, expect, it } from 'vitest'
import { scenarioClock, systemClock } from './clock'
import { watchSteps } from './realTime'
import { manualClock, manualTime } from './testing/manualTime'

const START = 1_790_000_000_000
const HOUR = 3_600_000

describe('system clock', () => {
  it('shows the machine, but never runs backwards', () => {
    const real = manualTime(START)
    const clock = systemClock(real)
    expect(clock.now()).toBe(START)
    real.step(-HOUR)
    expect(clock.now()).toBe(START)
    real.step(2 * HOUR)
    expect(clock.now()).toBe(START + HOUR)
    expect(clock.mapping()).toEqual({ origin: 0, anchorReal: 0, rate: 1 })
    expect(clock.toReal(START)).toBe(START)
  })

  it('waits monotonically: a step fires nothing early or late', () => {
    const real = manualTime(START)
    const clock = systemClock(real)
    const fired: string[] = []
    clock.after(START + 60_000, () => fired.push('minute'))
    const cancel = clock.after(START + 61_000, () => fired.push('cancelled'))
    real.step(HOUR)
    real.advance(59_999)
    expect(fired).toEqual([])
    real.step(-3 * HOUR)
    real.advance(1)
    expect(fired).toEqual(['minute'])
    cancel()
    real.advance(HOUR)
    expect(fired).toEqual(['minute'])
    expect(real.waiting()).toBe(0)
  })

  it('fires what is already past at the next turn, in order', () => {
    const clock = manualClock(START)
    const fired: number[] = []
    clock.after(START - HOUR, () => fired.push(1))
    clock.after(START - 2 * HOUR, () => fired.push(2))
    expect(fired).toEqual([])
    clock.advance(0)
    expect(fired).toEqual([1, 2])
  })
})

describe('scenario clock', () => {
  it('runs at its rate from its origin and maps back', () => {
    const real = manualTime(START)
    const clock = scenarioClock({ origin: 1000, rate: 60 }, real)
    real.advance(500)
    expect(clock.now()).toBe(31_000)
    expect(clock.toReal(61_000)).toBe(START + 1000)
    expect(scenarioClock({ origin: 1000, rate: 60, anchor: START - 1000 }, manualTime(START)).now()).toBe(61_000)
  })

  it('jumps only when set, and waits are measured anew', () => {
    const real = manualTime(START)
    const clock = scenarioClock({ origin: 0, rate: 1 }, real)
    const fired: string[] = []
    let sets = 0
    clock.onSet(() => sets++)
    clock.after(60_000, () => fired.push('a'))
    clock.after(600_000, () => fired.push('b'))
    real.advance(10_000)
    clock.set({ origin: 10_000, rate: 10 })
    real.advance(4999)
    expect(fired).toEqual([])
    real.advance(1)
    expect(fired).toEqual(['a'])
    clock.set({ origin: 5000, rate: 1 })
    expect(clock.now()).toBe(5000)
    clock.set({ origin: 700_000, rate: 1 })
    real.advance(0)
    expect(fired).toEqual(['a', 'b'])
    expect(sets).toBe(3)
  })

  it('refuses a rate it cannot run at', () => {
    for (const rate of [0, -1, Number.NaN, 1e6]) expect(() => scenarioClock({ origin: 0, rate })).toThrow(RangeError)
  })
})

describe('step watcher', () => {
  it('reports steps over 2 s once, in either direction, and no slew', () => {
    const real = manualTime(START)
    const steps: number[] = []
    const stop = watchSteps((ms) => steps.push(ms), real)
    for (let i = 0; i < 20; i++) {
      real.step(1500)
      real.advance(1000)
    }
    expect(steps).toEqual([])
    real.step(HOUR)
    real.advance(5000)
    real.step(-2001)
    real.advance(1000)
    expect(steps).toEqual([HOUR, -2001])
    stop()
    expect(real.waiting()).toBe(0)
  })
})
