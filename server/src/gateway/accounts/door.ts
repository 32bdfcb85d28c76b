import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import { cookieOf, noCookie, SEAT_COOKIE, SESSION_COOKIE, tokenIn } from '../../features/access/cookies'
import { SEAT_KNOWN_MS } from '../../features/access/knownSeats'
import type { Access } from '../../features/access/access'
import type { From, SignedIn } from '../../features/access/signIn'

export interface AccountDoors {
  access: Access
  /** Whether this is the demonstration, which has a cookie of its own (`seats.ts`). */
  demo?: boolean
  /** Real UTC milliseconds. */
  now(): number
  /** Who is signed in, where the guard has let a person in; null for a wall or a feed. */
  seatOf(req: FastifyRequest): { session: string; person: string } | null
}

/** How a "no" is said over HTTP. Whoever isn't who it says gets 401, whoever is too fast 429. */
const STATUS: Readonly<Record<string, number>> = {
  'sign-in-refused': 401, 'second-factor-needed': 401, 'second-factor-missing': 403, unauthorised: 401, 'too-fast': 429, unavailable: 503,
  'invite-not-valid': 404, 'unknown-person': 404, 'unknown-session': 404, 'unknown-device': 404, 'pairing-over': 404, 'pairing-code-unknown': 404, 'pairing-code-expired': 410, 'pairing-code-used': 409,
  'proof-refused': 401, 'device-revoked': 403, 'login-taken': 409, 'command-id-reused': 409, 'not-permitted': 403,
}

/** Anything an account's rule may answer instead of a yes. */
export type Refusal = { rejected: string; detail?: Record<string, string | number> } | { fault: string }
export const isRefusal = (x: object | null): x is Refusal => x !== null && ('rejected' in x || 'fault' in x)

export function refuse(reply: FastifyReply, no: Refusal): FastifyReply {
  if ('fault' in no) return reply.code(500).send(no)
  const wait = no.detail?.retryAfterS ?? (no.rejected === 'unavailable' ? 1 : undefined)
  if (wait !== undefined) reply.header('retry-after', String(wait))
  return reply.code(STATUS[no.rejected] ?? 400).send({ rejected: no.rejected, detail: no.detail ?? {} })
}

export const from = (req: FastifyRequest): From => ({
  address: req.ip, agent: (req.headers['user-agent'] ?? '').slice(0, 200), seat: tokenIn(req.headers.cookie, SEAT_COOKIE),
})

/** Who asks, as the log names it; an administrator's address goes with it into the audit. */
export function byWhom(d: AccountDoors, req: FastifyRequest): { actor: Actor; where: string } | null {
  const seat = d.seatOf(req)
  const person = seat && d.access.read.get<PersonState>('person', seat.person)
  if (!person?.active) return null
  return { actor: { kind: 'person', id: person.id, post: person.post, ...(person.orgId === undefined ? {} : { org: person.orgId }) }, where: req.ip }
}

/** Ends what the browser was signed in as and gives it the new session: a token from before is never carried on. */
export async function giveCookies(d: AccountDoors, req: FastifyRequest, reply: FastifyReply, s: SignedIn): Promise<void> {
  const before = tokenIn(req.headers.cookie, SESSION_COOKIE)
  const old = before === null ? null : await d.access.sessions.find(before)
  if (old) await d.access.sessions.end(old.id, old.person?.id ?? null)
  reply.header('set-cookie', [cookieOf(SESSION_COOKIE, s.token, s.ends - d.now()), cookieOf(SEAT_COOKIE, s.seat, SEAT_KNOWN_MS)])
}

export const takeCookie = (reply: FastifyReply): FastifyReply => reply.header('set-cookie', noCookie(SESSION_COOKIE))
