/** Timers as a part, so that tests move time themselves. */
export interface Timers {
  /** Monotonic milliseconds. */
  now(): number
  set(fn: () => void, ms: number): unknown
  clear(handle: unknown): void
}

export const browserTimers: Timers = {
  now: () => performance.now(),
  set: (fn, ms) => setTimeout(fn, ms),
  clear: (handle) => clearTimeout(handle as number),
}

/** In a tab that isn't shown no frame comes; work is done after this long instead. */
const HIDDEN_FRAME_MS = 120

/** Runs `work` once before the next frame, however often it is asked; by timeout where no frame comes. */
export function oncePerFrame(work: () => void, timers: Timers = browserTimers, frame: Frame | null = browserFrame()): { ask(): void; stop(): void } {
  let asked = false
  let frameHandle = 0
  let timeout: unknown = null
  function run(): void {
    stop()
    work()
  }
  function stop(): void {
    asked = false
    frame?.cancel(frameHandle)
    timers.clear(timeout)
  }
  return {
    ask() {
      if (asked) return
      asked = true
      if (frame) frameHandle = frame.request(run)
      timeout = timers.set(run, frame ? HIDDEN_FRAME_MS : 0)
    },
    stop,
  }
}

export interface Frame {
  request(fn: () => void): number
  cancel(handle: number): void
}

const browserFrame = (): Frame | null =>
  typeof requestAnimationFrame === 'function'
    ? { request: (fn) => requestAnimationFrame(fn), cancel: (h) => cancelAnimationFrame(h) }
    : null
