import type { Timers } from '../timers'

/** Timers and a monotonic clock that move only when told, for tests without sleeps. */
export interface ManualTimers extends Timers {
  /** Moves time on, firing what falls due in order. */
  advance(ms: number): void
}

export function manualTimers(start = 0): ManualTimers {
  let now = start
  let next = 1
  const due = new Map<number, { at: number; fn: () => void }>()
  return {
    now: () => now,
    set(fn, ms) {
      due.set(next, { at: now + Math.max(0, ms), fn })
      return next++
    },
    clear: (handle) => void due.delete(handle as number),
    advance(ms) {
      const end = now + ms
      for (;;) {
        const [first] = [...due].filter(([, t]) => t.at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])
        if (!first) break
        due.delete(first[0])
        now = Math.max(now, first[1].at)
        first[1].fn()
      }
      now = end
    },
  }
}
