import type { RealTime } from './realTime'

/** Beyond this a change of the machine's clock is a step, not a slew. */
const STEP_MS = 2000
/** How fast small differences are followed: half a millisecond a second, as time services slew. */
const SLEW = 0.0005

/** While the machine's clock stays wrong it is said again this often. */
const SAY_AGAIN_MS = 10_000

export interface HeldTime extends RealTime {
  /** Begins from the database's clock where the machine's differs from it by a step: nodes must agree on what is due. */
  begin(databaseNow: number): void
}

/**
 * Real time that doesn't step: it runs on the monotonic clock from where the machine's clock stood, follows
 * small corrections slowly and holds against a step, which is somebody's trouble and not a reason to fire
 * every deadline at once. A restart takes the machine's clock as it is then, unless the database's says otherwise.
 */
export function heldTime(real: RealTime, onStep: (ms: number) => void): HeldTime {
  let offset = real.wall() - real.monotonic()
  let lastLook = real.monotonic()
  let told = { ms: 0, at: -Infinity }
  const look = () => {
    const now = real.monotonic()
    const difference = real.wall() - now - offset
    const mayMove = (now - lastLook) * SLEW
    lastLook = now
    if (Math.abs(difference) > STEP_MS) {
      if (Math.abs(difference - told.ms) <= STEP_MS && now - told.at < SAY_AGAIN_MS) return
      told = { ms: difference, at: now }
      onStep(Math.round(difference))
      return
    }
    told = { ms: 0, at: -Infinity }
    offset += Math.max(-mayMove, Math.min(mayMove, difference))
  }
  return {
    begin(databaseNow) {
      if (Math.abs(databaseNow - real.wall()) > STEP_MS) offset = databaseNow - real.monotonic()
    },
    wall: () => {
      look()
      return real.monotonic() + offset
    },
    monotonic: () => real.monotonic(),
    timer: (ms, fn) => real.timer(ms, fn),
  }
}
