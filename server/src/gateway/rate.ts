/** A token bucket: `burst` at once, then `perSecond`. Time is monotonic milliseconds, handed in. */
export class Bucket {
  private tokens: number
  private last: number

  constructor(private readonly perSecond: number, private readonly burst: number, now: number) {
    this.tokens = burst
    this.last = now
  }

  take(now: number): boolean {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.last) / 1000) * this.perSecond)
    this.last = now
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }
}
