import type pg from 'pg'
import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import { readLog } from './store'
import type { EngineLog } from './types'

/**
 * Statistics that may lag: each follower reads the log from its own position and writes its own tables and
 * its position in one transaction, so that a kill in between repeats nothing and skips nothing.
 */
export interface Follower {
  name: string
  /** Another shape starts it again from the beginning after `reset`. */
  shape: number
  reset(db: pg.ClientBase): Promise<void>
  apply(events: LoggedEvent[], db: pg.ClientBase): Promise<void>
}

const PAGE = 1000

export class Followers {
  private running: Promise<void> | null = null
  private again = false
  private stopped = false
  private readonly positions = new Map<string, number>()

  constructor(private readonly pool: pg.Pool, private readonly followers: readonly Follower[], private readonly log: EngineLog) {}

  /** The position a follower has reached: what its figures are "as of". */
  position(name: string): number {
    return this.positions.get(name) ?? 0
  }

  /** Wakes all of them; called after commits. */
  wake(): void {
    if (this.stopped) return
    this.again = true
    this.running ??= this.loop()
  }

  private async loop(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false
      for (const f of this.followers) {
        try {
          await this.follow(f)
        } catch (e) {
          this.log.error({ follower: f.name, err: e }, 'follower stopped; it goes on at the next wake-up')
        }
      }
    }
    // In the very turn that found nothing more to do: a wake-up of the next turn must start anew.
    this.running = null
  }

  private async follow(f: Follower): Promise<void> {
    while (!this.stopped) {
      const client = await this.pool.connect()
      try {
        await client.query('begin')
        const position = await this.claim(f, client)
        const rows = await readLog(client, position, PAGE)
        if (rows.length > 0) {
          await f.apply(rows.map((r) => JSON.parse(r.text) as LoggedEvent), client)
          await client.query('update follower set position = $2 where name = $1', [f.name, rows[rows.length - 1]!.position])
        }
        await client.query('commit')
        this.positions.set(f.name, rows[rows.length - 1]?.position ?? position)
        if (rows.length < PAGE) return
      } catch (e) {
        await client.query('rollback').catch(() => undefined)
        throw e
      } finally {
        client.release()
      }
    }
  }

  /** Takes the follower's row for this transaction: two nodes take turns. */
  private async claim(f: Follower, client: pg.ClientBase): Promise<number> {
    await client.query('insert into follower (name, shape, position) values ($1, $2, 0) on conflict do nothing', [f.name, f.shape])
    const r = await client.query<{ shape: number; position: number }>('select shape, position from follower where name = $1 for update', [f.name])
    const row = r.rows[0]!
    if (row.shape === f.shape) return row.position
    await f.reset(client)
    await client.query('update follower set shape = $2, position = 0 where name = $1', [f.name, f.shape])
    return 0
  }

  /** Until they have caught up with what they were woken for. */
  async idle(): Promise<void> {
    await this.running
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.running
  }
}
