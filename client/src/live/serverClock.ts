import { shallowRef } from 'vue'
import type { ServerClock } from './api'
import type { Timers } from './timers'

/** A difference beyond this is a step of the server's clock, not a slow network; in server milliseconds per unit of rate. */
const STEP_MS = 1500
/** Share of a small lag taken over per message, so that this machine's drift never adds up. */
const FOLLOW = 0.05
/** A fast scenario clock still ticks at most this often on screen. */
const SHORTEST_TICK_MS = 200

export interface HeldClock extends ServerClock {
  /** A message stamped by the server arrived just now. */
  hear(at: number, rate: number): void
  stop(): void
}

/**
 * The server's clock, extrapolated from the newest messages. A message is stamped before it travels, so the
 * earliest-looking ones are the true ones: a stamp ahead of us is taken at once, one behind us only slowly.
 * @param fallback this machine's clock, UTC ms, until the server has spoken
 */
export function createServerClock(
  timers: Timers,
  fallback: () => number,
): HeldClock {
  let anchor: { at: number; mono: number; rate: number } | null = null
  const now = () => (anchor ? anchor.at + (timers.now() - anchor.mono) * anchor.rate : fallback())
  const second = shallowRef(Math.floor(now() / 1000) * 1000)
  let handle: unknown = null
  let stopped = false

  function tick(): void {
    if (stopped) return
    second.value = Math.floor((now() + 5) / 1000) * 1000
    plan()
  }
  function plan(): void {
    const rate = anchor?.rate || 1
    const rest = 1000 - (now() + 5) % 1000
    handle = timers.set(tick, Math.max(rest / rate + 5, rate === 1 ? 5 : SHORTEST_TICK_MS))
  }
  plan()

  return {
    now,
    second,
    hear(at, rate) {
      const mono = timers.now()
      const lag = anchor ? now() - at : 0
      const stepped = !anchor || anchor.rate !== rate || Math.abs(lag) > STEP_MS * rate
      anchor = { at: stepped || lag < 0 ? at : at + lag * (1 - FOLLOW), mono, rate }
      if (stepped) {
        timers.clear(handle)
        tick()
      }
    },
    stop() {
      stopped = true
      timers.clear(handle)
    },
  }
}
