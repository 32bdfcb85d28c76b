import type { Instant } from '@liandong/shared/kernel/decider'
import { machineTime, type RealTime } from './realTime'

/**
 * How an instant of the clock follows from real UTC milliseconds: `origin + (real − anchorReal) × rate`.
 * With it SQL maps the database's own clock, see `databaseNow`.
 */
export interface ClockMapping {
  origin: Instant
  anchorReal: number
  rate: number
}

/** The server's time. Everything that asks for the time gets one of these; nothing calls `Date.now` itself. */
export interface Clock {
  readonly mode: 'system' | 'scenario'
  /** Clock milliseconds per real millisecond; 1 for the system clock. */
  readonly rate: number
  /** UTC milliseconds. Never runs backwards, except when a scenario is set anew. */
  now(): Instant
  mapping(): ClockMapping
  /** Real UTC milliseconds at which the clock shows an instant. */
  toReal(instant: Instant): number
  /**
   * Calls `fn` once when the clock has reached an instant, soon if it already has. Returns a cancel.
   * The wait is monotonic: a step of the machine's clock neither hastens nor delays it. Setting a scenario measures it anew.
   */
  after(instant: Instant, fn: () => void): () => void
  /** Calls `fn` after so many real milliseconds whatever the clock does: retries, heartbeats. Returns a cancel. */
  afterReal(ms: number, fn: () => void): () => void
  /** Calls `fn` when a scenario was set anew. Returns an unsubscribe. */
  onSet(fn: () => void): () => void
}

/** A clock for demo and replay, whose origin and rate can be set. */
export interface ScenarioClock extends Clock {
  /** From now on the clock shows `origin` and runs at `rate` (over 0, at most 100,000). The only way to jump, also backwards. */
  set(to: { origin: Instant; rate: number }): void
}

interface Wait {
  instant: Instant
  fn: () => void
  cancel: () => void
}

const checked = (rate: number) => {
  if (!(rate > 0 && rate <= 100_000)) throw new RangeError(`A clock's rate must be over 0 and at most 100000, not ${rate}`)
  return rate
}

/** Builds both kinds over a source of real time. */
function build(mode: Clock['mode'], real: RealTime, first: ClockMapping): ScenarioClock {
  let mapping = first
  let latest = -Infinity
  const waits = new Set<Wait>()
  const listeners = new Set<() => void>()
  const read = () => mapping.origin + (real.wall() - mapping.anchorReal) * mapping.rate
  const start = (wait: Wait) => {
    const fire = () => {
      waits.delete(wait)
      wait.fn()
    }
    wait.cancel = real.timer(Math.max(0, (wait.instant - clock.now()) / mapping.rate), fire)
  }
  const clock: ScenarioClock = {
    mode,
    get rate() { return mapping.rate },
    now: () => (latest = Math.max(latest, Math.floor(read()))),
    mapping: () => ({ ...mapping }),
    toReal: (instant) => mapping.anchorReal + (instant - mapping.origin) / mapping.rate,
    after(instant, fn) {
      const wait: Wait = { instant, fn, cancel: () => {} }
      waits.add(wait)
      start(wait)
      return () => {
        waits.delete(wait)
        wait.cancel()
      }
    },
    afterReal: (ms, fn) => real.timer(ms, fn),
    onSet(fn) {
      listeners.add(fn)
      return () => listeners.delete(fn)
    },
    set(to) {
      mapping = { origin: to.origin, anchorReal: real.wall(), rate: checked(to.rate) }
      latest = -Infinity
      for (const wait of waits) {
        wait.cancel()
        start(wait)
      }
      for (const fn of listeners) fn()
    },
  }
  return clock
}

/** The machine's own clock. */
export function systemClock(real: RealTime = machineTime): Clock {
  return build('system', real, { origin: 0, anchorReal: 0, rate: 1 })
}

/** A clock that shows `origin` at the real instant `anchor` (by default now) and runs `rate` times as fast. */
export function scenarioClock(
  { origin, rate, anchor }: { origin: Instant; rate: number; anchor?: number }, real: RealTime = machineTime,
): ScenarioClock {
  return build('scenario', real, { origin, anchorReal: anchor ?? real.wall(), rate: checked(rate) })
}

/**
 * The database's own clock as an instant of this clock, in SQL: a bigint expression over three parameters.
 * Due is compared with it, so that nodes whose machines disagree still agree on what is due.
 * `first` is the number of the first of the three parameters.
 */
export function databaseNow(clock: Clock, first = 1): { sql: string; values: [number, number, number] } {
  const { origin, anchorReal, rate } = clock.mapping()
  return {
    sql: `floor($${first}::float8 + (extract(epoch from clock_timestamp())::float8 * 1000 - $${first + 1}::float8) * $${first + 2}::float8)::bigint`,
    values: [origin, anchorReal, rate],
  }
}
