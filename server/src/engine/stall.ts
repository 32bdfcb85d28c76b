/** Commands that wait so long without any being written are somebody's trouble, ms. */
const STALL_MS = 3000

/** Told while commands wait and none is written: the disk, a lock or another node's frozen statement holds them. Looked at every second. */
export function watchStall(engine: { readonly depth: number; readonly position: number }, monotonic: () => number, stalled: (forMs: number) => void): () => void {
  let position = -1
  let since = monotonic()
  return () => {
    const now = monotonic()
    if (engine.depth === 0 || engine.position !== position) {
      position = engine.position
      since = now
    } else if (now - since > STALL_MS) stalled(Math.round(now - since))
  }
}
