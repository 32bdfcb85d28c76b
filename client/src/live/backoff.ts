const FIRST_MS = 500
const LONGEST_MS = 10_000

/** Waits between attempts: doubling from 0.5 s to 10 s, each cut by up to half so that a hall of walls doesn't knock at once. */
export class Backoff {
  private attempt = 0
  constructor(private readonly random: () => number) {}

  next(): number {
    const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.attempt++, 10))
    return full * (0.5 + this.random() / 2)
  }

  /** A short wait that doesn't count as an attempt. */
  first(): number {
    return FIRST_MS * this.random()
  }

  reset(): void {
    this.attempt = 0
  }
}
