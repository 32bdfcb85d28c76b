export interface SlowingForm {
  /** So many tries before anybody has to wait. */
  free: number
  /** Then a second, two, four…, at most this. */
  longestMs: number
}

interface Kept { tries: number; until: number; last: number }

const FIRST_MS = 1000
/** Tries are forgotten this long after the last one. */
const FORGOTTEN_MS = 3_600_000
/** Keys kept at most; the one longest untried makes room. */
const AT_MOST = 50_000

/**
 * Delays that grow with each try of a key and never become a lock. A try counts when it begins, so that a hundred at once are a
 * hundred; whoever succeeds takes it back. Time is monotonic milliseconds, handed in.
 */
export class Slowing {
  private readonly kept = new Map<string, Kept>()

  constructor(private readonly form: SlowingForm) {}

  private get(key: string, now: number): Kept | undefined {
    const k = this.kept.get(key)
    return k && now - k.last < FORGOTTEN_MS ? k : undefined
  }

  /** Tries of this key that nobody took back. */
  tries(key: string, now: number): number {
    return this.get(key, now)?.tries ?? 0
  }

  /** How long this key must wait before its next try; 0 for not at all. */
  waitMs(key: string, now: number): number {
    return Math.max(0, (this.get(key, now)?.until ?? 0) - now)
  }

  /** Counts a try that was let in. */
  count(key: string, now: number): void {
    const tries = this.tries(key, now) + 1
    const over = tries - this.form.free
    const until = over < 0 ? 0 : now + Math.min(this.form.longestMs, FIRST_MS * 2 ** Math.min(over, 30))
    // Put in anew, so that the map stays in the order of the last try.
    this.kept.delete(key)
    this.kept.set(key, { tries, until, last: now })
    if (this.kept.size > AT_MOST) this.kept.delete(this.kept.keys().next().value!)
  }

  /** Takes one try back. */
  undo(key: string): void {
    const k = this.kept.get(key)
    if (!k) return
    if (k.tries <= 1) this.kept.delete(key)
    else this.kept.set(key, { ...k, tries: k.tries - 1, until: 0 })
  }

  clear(key: string): void {
    this.kept.delete(key)
  }
}
