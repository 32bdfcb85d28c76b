import type pg from 'pg'
import type { EngineClock, EngineLog } from './types'

/** Why nothing can be written: the database's disk has no room, or the database itself is away. */
export type OutageCause = 'disk-full' | 'database-away'

/** A commit in doubt is asked after so often, ever more slowly: about eleven seconds. */
const ASK_TIMES = 20
/** The database is looked at again at this interval while it can't write. */
const LOOK_MS = 1000
/** No room on the disk: PostgreSQL's own code, and what the socket or a file of ours says. */
const FULL = new Set(['53100', 'ENOSPC', 'EDQUOT'])
/** Away, going, coming back, out of connections, read-only, or with a disk that fails. Whole classes by their first two letters. */
const AWAY = new Set(['57P01', '57P02', '57P03', '53300', '25006', '58030', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
/** The driver's own errors carry no code. */
const AWAY_TEXT = /^Connection terminated|timeout exceeded when trying to connect|not queryable|timeout expired/

/** What a failed statement says about the database; null when the fault is the statement's own. */
export function outageOf(e: unknown): OutageCause | null {
  const { code, message } = (e ?? {}) as { code?: string; message?: string }
  if (code !== undefined && FULL.has(code)) return 'disk-full'
  if (code !== undefined && (AWAY.has(code) || code.startsWith('08'))) return 'database-away'
  return AWAY_TEXT.test(message ?? '') ? 'database-away' : null
}

/** A commit that was sent and of which nobody knows what became: never answered with "nothing was done". */
export class Unknown extends Error {
  override readonly name = 'Unknown'
}

/**
 * Whether commits reach the disk. An outage begins with a commit that failed for the database's sake and ends by itself: with a
 * commit that worked, or when the database is seen to have room for one.
 */
export class Outage {
  /** What is wrong now, or null. */
  cause: OutageCause | null = null
  private cancel: () => void = () => undefined
  private stopped = false
  private readonly listeners = new Set<(cause: OutageCause | null) => void>()

  constructor(private readonly parts: { pool: pg.Pool; clock: EngineClock; log: EngineLog }) {}

  /** Told when an outage begins, changes its cause or ends. Answers an unsubscribe. */
  onChange(fn: (cause: OutageCause | null) => void): () => void {
    this.listeners.add(fn)
    return () => void this.listeners.delete(fn)
  }

  begin(cause: OutageCause): void {
    const first = this.cause === null
    if (!this.become(cause)) return
    this.parts.log.error({ cause }, 'nothing can be written: commands are refused until the database writes again')
    if (first) this.arm()
  }

  end(): void {
    this.cancel()
    if (this.become(null)) this.parts.log.warn({}, 'the database writes again')
  }

  /**
   * Tries whether there is room for a commit: by itself once a second during an outage, and when another statement than a
   * commit failed.
   */
  async look(): Promise<void> {
    try {
      await tryRoom(this.parts.pool)
      this.end()
    } catch (e) {
      const cause = outageOf(e)
      // A refusal of another kind says nothing about room: the next command finds out.
      if (cause === null) return this.end()
      this.begin(cause)
      if (!this.stopped) this.arm()
    }
  }

  /** Looks whether a commit that failed with `cause` is in the log after all. @throws Unknown when the database doesn't say in time */
  async isOnDisk(position: number, hash: string, cause: unknown): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      try {
        const r = await this.parts.pool.query<{ hash: string }>('select hash from log where position = $1', [position])
        return r.rows[0]?.hash === hash
      } catch (e) {
        const outage = outageOf(e)
        // Not at the first failure: a connection that only broke is replaced at once.
        if (outage && attempt > 0) this.begin(outageOf(cause) ?? outage)
        if (attempt >= ASK_TIMES || this.stopped) throw new Unknown(`what became of the commit at ${position} is not known`, { cause })
        await new Promise((resolve) => setTimeout(resolve, 100 + attempt * 50))
      }
    }
  }

  stop(): void {
    this.stopped = true
    this.cancel()
  }

  private become(cause: OutageCause | null): boolean {
    if (this.cause === cause) return false
    this.cause = cause
    for (const fn of this.listeners) fn(cause)
    return true
  }

  private arm(): void {
    this.cancel()
    this.cancel = this.parts.clock.afterReal(LOOK_MS, () => void this.look())
  }
}

/** Asks for pages and for a commit as a command would, and leaves nothing behind. */
async function tryRoom(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin')
    await client.query(`create temp table room on commit drop as select repeat(md5(i::text), 30) as filler from generate_series(1, 300) i`)
    await client.query('commit')
    broken = false
  } finally {
    // What is left of a failed transaction goes with its connection.
    client.release(broken)
  }
}
