import type { FastifyRequest } from 'fastify'
import { SESSION_COOKIE, tokenIn } from '../../features/access/cookies'
import type { Sessions } from '../../features/access/sessions'
import type { Seats } from '../seats'

/** Seats by their session's cookie. */
export function sessionSeats(sessions: Sessions): Seats {
  return {
    async find(headers) {
      const token = tokenIn(headers.cookie, SESSION_COOKIE)
      const s = token === null ? null : await sessions.find(token)
      if (!s) return null
      return { session: s.id, who: s.person ? { person: s.person.id } : { wall: s.device! } }
    },
    ended: (ids) => sessions.stillThere(ids),
  }
}

/** The person the guard let in, for the doors of accounts. */
export function personSeat(req: FastifyRequest): { session: string; person: string } | null {
  return req.seat && 'person' in req.seat.who ? { session: req.seat.session, person: req.seat.who.person } : null
}
