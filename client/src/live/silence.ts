/** This machine's clock ran on this much further than its monotonic one, or its timers stood still as long: it slept. */
const SLEPT_MS = 4_000

/**
 * Tells from silence whether a line is fine, late (over two heartbeats) or dead (over three, or this machine
 * slept). A hidden tab's slow timers are no sleep: messages keep arriving there.
 */
export class Silence {
  private heardAt: number
  private wallAt: number

  constructor(private readonly monotonic: () => number, private readonly wallClock: () => number) {
    this.heardAt = monotonic()
    this.wallAt = wallClock()
  }

  heard(): void {
    this.heardAt = this.monotonic()
    this.wallAt = this.wallClock()
  }

  verdict(heartbeatMs: number): 'fine' | 'late' | 'dead' {
    const silent = this.monotonic() - this.heardAt
    const asleep = this.wallClock() - this.wallAt - silent
    if (asleep > SLEPT_MS || silent > 3 * heartbeatMs) return 'dead'
    return silent > 2 * heartbeatMs ? 'late' : 'fine'
  }
}
