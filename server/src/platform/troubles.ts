import type { Log } from './log'

export interface Trouble {
  kind: string
  detail: Record<string, unknown>
  since: number
  count: number
}

/** A trouble not repeated for this long is over. */
const OVER_MS = 60_000

/** The system's own trouble: what is wrong with us now, for health, metrics and the log. Not an incident. */
export class Troubles {
  private readonly open = new Map<string, Trouble & { last: number }>()

  constructor(private readonly log: Log, private readonly now: () => number = () => performance.now()) {}

  raise(kind: string, detail: object = {}): void {
    const known = this.open.get(kind)
    const at = this.now()
    if (!known || at - known.last > OVER_MS) {
      this.log.warn({ trouble: kind, ...detail }, 'trouble')
      this.open.set(kind, { kind, detail: { ...detail }, since: at, last: at, count: 1 })
      return
    }
    known.last = at
    known.count++
    known.detail = { ...detail }
  }

  /** A trouble that stands until it is ended, however long nothing more is heard of it. */
  begin(kind: string, detail: object = {}): void {
    this.raise(kind, detail)
    this.open.get(kind)!.last = Infinity
  }

  end(kind: string): void {
    this.open.delete(kind)
  }

  list(): Trouble[] {
    const at = this.now()
    for (const [k, t] of this.open) if (at - t.last > OVER_MS) this.open.delete(k)
    return [...this.open.values()].map(({ kind, detail, since, count }) => ({ kind, detail, since, count }))
  }
}
