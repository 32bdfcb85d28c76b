import type { Instant } from '@liandong/shared/kernel/decider'
import { systemClock, type Clock } from '../clock'
import type { RealTime } from '../realTime'

/** Real time that moves only when told to. */
export interface ManualTime extends RealTime {
  /** Lets time pass: both clocks move and timers fire in order, each seeing its own moment. */
  advance(ms: number): void
  /** Steps the wall clock alone, as a wrong time service does. */
  step(ms: number): void
  /** Timers that still wait. */
  waiting(): number
}

interface Timer { at: number; seq: number; fn: () => void }

/** Manual time that begins at UTC milliseconds `start`. */
export function manualTime(start: Instant): ManualTime {
  let mono = 0
  let offset = start
  let seq = 0
  const timers = new Set<Timer>()
  const nextBy = (end: number) =>
    [...timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at || a.seq - b.seq)[0]
  return {
    wall: () => mono + offset,
    monotonic: () => mono,
    timer(ms, fn) {
      const timer = { at: mono + Math.max(0, ms), seq: seq++, fn }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const end = mono + ms
      for (let due = nextBy(end); due; due = nextBy(end)) {
        timers.delete(due)
        mono = Math.max(mono, due.at)
        due.fn()
      }
      mono = end
    },
    step: (ms) => void (offset += ms),
    waiting: () => timers.size,
  }
}

/** A clock for tests: stands still until advanced. */
export interface ManualClock extends Clock {
  advance(ms: number): void
  /** The time beneath, to step it or count its timers. */
  real: ManualTime
}

/**
 * A manual clock that shows `start`. For SQL it is a fixed instant: its mapping has rate 0, so that the database's clock
 * can't run away from the test's.
 */
export function manualClock(start: Instant): ManualClock {
  const real = manualTime(start)
  const clock = systemClock(real)
  return {
    ...clock,
    rate: 1,
    mapping: () => ({ origin: clock.now(), anchorReal: 0, rate: 0 }),
    advance: (ms) => real.advance(ms),
    real,
  }
}
