/** The machine's time as a clock needs it: passed in, so that tests can move it. */
export interface RealTime {
  /** UTC milliseconds as the machine believes; may step. */
  wall(): number
  /** Milliseconds from any beginning; never steps. */
  monotonic(): number
  /** Calls `fn` once after so many monotonic milliseconds. Returns a cancel. */
  timer(ms: number, fn: () => void): () => void
}

/** setTimeout turns anything longer into 1 ms. */
const LONGEST = 2_147_483_647

function timer(ms: number, fn: () => void): () => void {
  let handle: NodeJS.Timeout
  const wait = (left: number) => {
    handle = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : fn()), Math.min(left, LONGEST))
  }
  wait(Math.ceil(ms))
  return () => clearTimeout(handle)
}

/** This machine. */
export const machineTime: RealTime = { wall: () => Date.now(), monotonic: () => performance.now(), timer }

/** A step of the machine's clock, in milliseconds: positive when it was put forward. */
export type OnStep = (ms: number) => void

/** A step from here on counts as trouble; a slewing time service stays far below. */
const STEP_MS = 2000
const LOOK_EVERY_MS = 1000

/**
 * Watches for steps of the machine's clock by comparing it with the monotonic one every second, and reports each over 2 s.
 * A machine that slept shows as a step forward, and rightly so. Returns a stop.
 */
export function watchSteps(onStep: OnStep, real: RealTime = machineTime): () => void {
  const offset = () => real.wall() - real.monotonic()
  let before = offset()
  let cancel = real.timer(LOOK_EVERY_MS, look)
  function look() {
    const now = offset()
    const step = Math.round(now - before)
    // Small slews are followed, so that they never add up to a step.
    before = now
    cancel = real.timer(LOOK_EVERY_MS, look)
    if (Math.abs(step) > STEP_MS) onStep(step)
  }
  return () => cancel()
}
