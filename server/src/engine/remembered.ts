import type pg from 'pg'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { readCommands } from './store'

/** Commands remembered without asking the database. */
const RECENT = 20_000

/** What a command is bound to (who sent what) and what it was answered. */
export interface Told {
  digest: string
  answer: CommandAnswer
}

/** The commands that took effect, by id: the newest at hand, all others on the log's rows. A resend is told the same again. */
export class Remembered {
  private readonly recent = new Map<string, Told>()

  constructor(private readonly pool: pg.Pool) {}

  get(id: string): Told | undefined {
    return this.recent.get(id)
  }

  put(id: string, told: Told): void {
    this.recent.set(id, told)
    if (this.recent.size > RECENT) for (const old of this.recent.keys()) { this.recent.delete(old); break }
  }

  /** Takes in what the database remembers of these ids; true when there was any. */
  async recall(ids: string[]): Promise<boolean> {
    const found = await readCommands(this.pool, ids)
    for (const f of found) this.put(f.id, { digest: f.digest, answer: { ok: true, position: f.position, replayed: false, answer: JSON.parse(f.answer) as Record<string, string | number> } })
    return found.length > 0
  }
}
