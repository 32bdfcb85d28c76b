import type pg from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'
import { hashOfToken, newToken } from './tokens'

/** A browser nobody signed in from for so long is a stranger again. */
export const SEAT_KNOWN_MS = 180 * 24 * 3_600_000

/** Browsers that have signed in before, and as whom. They open nothing: they only aren't made to wait for strangers (`attempts.ts`). */
export function openKnownSeats(pool: pg.Pool, now: () => Instant) {
  return {
    async isKnown(token: string | null, person: string): Promise<boolean> {
      if (token === null) return false
      const r = await pool.query('select 1 from known_seat where hash = $1 and person = $2 and seen > $3', [hashOfToken(token), person, now() - SEAT_KNOWN_MS])
      return r.rowCount === 1
    },

    /**
     * Notes that a person signed in from a browser; answers the browser's mark. One that nobody gave it is replaced: otherwise whoever
     * plants a mark would know it.
     */
    async mark(token: string | null, person: string): Promise<string> {
      const given = token !== null && (await pool.query('select 1 from known_seat where hash = $1', [hashOfToken(token)])).rowCount! > 0
      const mark = given ? token : newToken()
      await pool.query('insert into known_seat (hash, person, seen) values ($1, $2, $3) on conflict (hash, person) do update set seen = $3', [hashOfToken(mark), person, now()])
      return mark
    },

    async sweep(): Promise<void> {
      await pool.query('delete from known_seat where seen <= $1', [now() - SEAT_KNOWN_MS])
    },
  }
}
