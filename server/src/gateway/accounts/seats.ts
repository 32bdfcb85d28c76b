import type { FastifyRequest } from 'fastify'
import { SESSION_COOKIE, tokenIn } from '../../features/access/cookies'
import type { Sessions } from '../../features/access/sessions'
import type { Seats } from '../seats'

/** The cookie of the demonstration on pages that are no secure context, where a browser keeps no `__Host-` cookie. */
export const DEMO_COOKIE = 'liandong-demo'

/** The token a request carries as a cookie, or null. */
export const sessionToken = (cookies: string | undefined, demo: boolean): string | null =>
  tokenIn(cookies, SESSION_COOKIE) ?? (demo ? tokenIn(cookies, DEMO_COOKIE) : null)

/** Seats by their session's cookie. */
export function sessionSeats(sessions: Sessions, demo = false): Seats {
  return {
    async find(headers) {
      const token = sessionToken(headers.cookie, demo)
      const s = token === null ? null : await sessions.find(token)
      if (!s) return null
      return { session: s.id, who: s.person ? { person: s.person.id } : { wall: s.device! } }
    },
    ended: (ids) => sessions.stillThere(ids),
    // A touch lost is a minute of idling; a command is not held up for it.
    touch: (id) => void sessions.touch(id).catch(() => undefined),
  }
}

/** The person the guard let in, for the doors of accounts. */
export function personSeat(req: FastifyRequest): { session: string; person: string } | null {
  return req.seat && 'person' in req.seat.who ? { session: req.seat.session, person: req.seat.who.person } : null
}
