/** Lets so many pieces of work run at once and so many wait; whoever comes on top is told "no" at once. */
export class Turns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly atOnce: number, private readonly mayWait: number) {}

  /** Whether the next one would have to be sent away. */
  get full(): boolean {
    return this.running >= this.atOnce && this.waiting.length >= this.mayWait
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.full) throw new TurnsFull()
    if (this.running >= this.atOnce) await new Promise<void>((go) => this.waiting.push(go))
    else this.running++
    try {
      return await work()
    } finally {
      // The place goes over to the next one without ever being free: nobody slips in between.
      const next = this.waiting.shift()
      if (next) next()
      else this.running--
    }
  }
}

/** Too many wait already: answered as "too fast". */
export class TurnsFull extends Error {
  readonly statusCode = 429
  readonly rejected = 'too-fast'
  readonly detail = { retryAfterS: 2 }
}
