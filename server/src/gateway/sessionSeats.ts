import { SESSION_COOKIE, tokenIn } from '../features/access/cookies'
import type { Sessions } from '../features/access/sessions'
import type { Seats } from './seats'

/** The cookie of the demonstration where the page isn't a secure context and a browser would keep no `__Host-` cookie. */
export const DEMO_COOKIE = 'liandong-demo'

/** Seats by the sessions in the database. */
export function sessionSeats(sessions: Pick<Sessions, 'find' | 'stillThere' | 'touch'>, demo: boolean): Seats {
  return {
    async find(headers) {
      const token = tokenIn(headers.cookie, SESSION_COOKIE) ?? (demo ? tokenIn(headers.cookie, DEMO_COOKIE) : null)
      const found = token === null ? null : await sessions.find(token)
      if (!found) return null
      if (found.device !== null) return { session: found.id, who: { wall: found.device } }
      return found.person && { session: found.id, who: { person: found.person.id } }
    },
    ended: (ids) => sessions.stillThere(ids),
    touch: (id) => void sessions.touch(id).catch(() => undefined),
  }
}
