/** One chart is drawn per slot, so that no frame pays for two. */
export const SLOT_MS = 125

type Draw = () => void

/**
 * Hands out drawing slots: each waiting owner draws once per turn, oldest wish first; a wish repeated while it
 * waits is one wish. `later` and `cancel` are the page's timers, passed in for tests.
 */
export function createSlots(later: (fn: () => void, ms: number) => unknown = setTimeout, slotMs = SLOT_MS) {
  const waiting = new Map<object, Draw>()
  let ticking = false

  function tick(): void {
    const next = waiting.entries().next()
    if (next.done) {
      ticking = false
      return
    }
    const [owner, draw] = next.value
    waiting.delete(owner)
    later(tick, slotMs)
    draw()
  }

  return {
    wish(owner: object, draw: Draw): void {
      waiting.set(owner, draw)
      if (ticking) return
      ticking = true
      later(tick, 0)
    },
    drop: (owner: object) => void waiting.delete(owner),
  }
}

/** The page's slots. */
export const slots = createSlots((fn, ms) => setTimeout(fn, ms))
