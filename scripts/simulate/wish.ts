/** A command the simulation wishes to give now. The id is made of what it is about, so that giving it twice has one effect. */
export interface Wish {
  id: string
  type: string
  body: Record<string, unknown>
  /** The feed in whose name a crew speaks; absent for the centre's desk. */
  sourceId?: string
}

/**
 * Remembers what was wished, so that a step isn't given again while its answer is under way. A wish that was
 * refused or lost is tried again after a while, a few times.
 */
export class Wishes {
  private readonly given = new Map<string, { at: number; times: number }>()

  /** The wish, or null while the last try is young or enough were made. `key` names subject and step. */
  once(key: string, now: number, make: (id: string) => Omit<Wish, 'id'>): Wish | null {
    const before = this.given.get(key)
    if (before && (now - before.at < RETRY_MS || before.times >= TRIES)) return null
    const times = (before?.times ?? 0) + 1
    this.given.set(key, { at: now, times })
    const id = `sim-${key}-${times}`
    return { id, ...make(id) }
  }

  /** Forgets what is older than a day. */
  sweep(now: number): void {
    for (const [key, g] of this.given) if (now - g.at > 86_400_000) this.given.delete(key)
  }
}

const RETRY_MS = 90_000
const TRIES = 4
