import type { WireTime } from '../../rig/wireTime'

interface Due {
  at: number
  fn: () => unknown
}

/** All microtasks, and what the last answer of the database set going, have run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Time that moves only from one thing due to the next. Each is awaited, and whatever it set going in this process settles, before the
 * next begins: the same seed gives the same order of everything, however busy the machine is.
 */
export class VirtualTime implements WireTime {
  readonly tempo = 1
  private clock = 0
  private due: Due[] = []

  now = (): number => this.clock

  after = (ms: number, fn: () => unknown): (() => void) => {
    const d = { at: this.clock + Math.max(0, ms), fn }
    // Behind all that is due at the same instant.
    let i = this.due.length
    while (i > 0 && this.due[i - 1]!.at > d.at) i--
    this.due.splice(i, 0, d)
    return () => {
      const found = this.due.indexOf(d)
      if (found >= 0) this.due.splice(found, 1)
    }
  }

  pause = (ms: number): Promise<void> => new Promise((resolve) => void this.after(ms, resolve))

  /** Lets so many milliseconds pass, or fewer where `until` says that it is enough. */
  async pass(ms: number, until: () => boolean = () => false): Promise<void> {
    const end = this.clock + ms
    await settled()
    while (!until() && this.due[0] && this.due[0].at <= end) {
      const { at, fn } = this.due.shift()!
      this.clock = at
      await fn()
      await settled()
    }
    if (!until()) this.clock = end
  }
}
