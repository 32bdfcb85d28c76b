/** How often it looks. */
const LOOK_MS = 50
/**
 * By how much a look may be late before positions are turned away. A command takes some ten turns of the event loop from its
 * socket to the database and back, so this is half of what an acknowledgement may take.
 */
const SHED_MS = 100
/** A quieter look lets this much of the last lateness stand, so that it doesn't open and shut with every look. */
const FADE = 0.7

export interface PressureTime {
  monotonic(): number
  after(ms: number, fn: () => void): () => void
}

/**
 * Whether this process falls behind, told by how late a short timer fires. While it does, positions are turned away at the door,
 * before their bodies are read: a newer one comes anyway, and acknowledgements and alerts must not queue behind them.
 */
export class Pressure {
  private lateMs = 0
  private cancel: () => void

  constructor(private readonly time: PressureTime) {
    this.cancel = this.look()
  }

  get high(): boolean {
    return this.lateMs > SHED_MS
  }

  private look(): () => void {
    const asked = this.time.monotonic()
    return this.time.after(LOOK_MS, () => {
      this.lateMs = Math.max(this.time.monotonic() - asked - LOOK_MS, this.lateMs * FADE)
      this.cancel = this.look()
    })
  }

  stop(): void {
    this.cancel()
  }
}
