import type { RealTime } from './realTime'

/** Beyond this a change of the machine's clock is a step, not a slew. */
const STEP_MS = 2000
/** How fast small differences are followed: half a millisecond a second, as time services slew. */
const SLEW = 0.0005

/**
 * Real time that doesn't step: it runs on the monotonic clock from where the machine's clock stood, follows
 * small corrections slowly and holds against a step, which is somebody's trouble and not a reason to fire
 * every deadline at once. A restart takes the machine's clock as it is then.
 */
export function heldTime(real: RealTime, onStep: (ms: number) => void): RealTime {
  let offset = real.wall() - real.monotonic()
  let lastLook = real.monotonic()
  let told = 0
  const look = () => {
    const now = real.monotonic()
    const difference = real.wall() - now - offset
    const mayMove = (now - lastLook) * SLEW
    lastLook = now
    if (Math.abs(difference) > STEP_MS) {
      if (Math.abs(difference - told) > STEP_MS) onStep(Math.round(difference))
      told = difference
      return
    }
    told = 0
    offset += Math.max(-mayMove, Math.min(mayMove, difference))
  }
  return {
    wall: () => {
      look()
      return real.monotonic() + offset
    },
    monotonic: () => real.monotonic(),
    timer: (ms, fn) => real.timer(ms, fn),
  }
}
