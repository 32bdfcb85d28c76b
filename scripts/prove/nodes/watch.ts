/** What `/readyz` of one node's inner listener said, and when (monotonic ms). */
export interface Said {
  t: number
  bus: string
  database: string
  troubles: string
}

const EVERY_MS = 100
const PATIENCE_MS = 3000

/** Looks at a node's `/readyz` ten times a second, as whatever watches over it would. Silence is written down as such. */
export class Watch {
  readonly said: Said[] = []
  private running = false

  constructor(private readonly innerPort: () => number) {}

  start(): void {
    this.running = true
    void this.loop()
  }

  private async loop(): Promise<void> {
    while (this.running) {
      this.said.push(await this.look())
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    }
  }

  private async look(): Promise<Said> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.innerPort()}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) })
      const { parts } = (await answer.json()) as { parts: Record<string, string> }
      return { t: performance.now(), bus: parts.bus ?? '', database: parts.database ?? '', troubles: parts.troubles ?? '' }
    } catch {
      return { t: performance.now(), bus: 'silent', database: 'silent', troubles: 'silent' }
    }
  }

  /** ms from an instant until it first said something that fits; null when it hasn't. */
  until(since: number, fits: (s: Said) => boolean): number | null {
    const found = this.said.find((s) => s.t >= since && fits(s))
    return found ? found.t - since : null
  }

  stop(): void {
    this.running = false
  }
}
