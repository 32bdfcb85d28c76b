/**
 * Time of a proof, run `tempo` times faster than real time for everything that waits: clients' timers, heartbeats, limits.
 * Work isn't scaled, so a bound kept at tempo 4 leaves the machine a quarter of the time it really has.
 */
export interface WireTime {
  readonly tempo: number
  /** Monotonic wire milliseconds. */
  now(): number
  /** Calls back once after so many wire milliseconds; answers a cancel. */
  after(ms: number, fn: () => void): () => void
  pause(ms: number): Promise<void>
}

export function wireTime(tempo: number): WireTime {
  const now = () => performance.now() * tempo
  const after = (ms: number, fn: () => void) => {
    const timer = setTimeout(fn, ms / tempo)
    return () => clearTimeout(timer)
  }
  return { tempo, now, after, pause: (ms) => new Promise((resolve) => void after(ms, resolve)) }
}
