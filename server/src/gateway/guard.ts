import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { DOORS, type DoorRule } from '@liandong/shared/access/policy'
import type { Role } from '@liandong/shared/access/roles'
import type { App } from './http'
import { rolesOf, type Seat, type Seats } from './seats'
import type { StateReader } from '@liandong/shared/kernel/decider'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in, where the door asked; null for a feed and for open doors. */
    seat: Seat | null
    /** The feed whose token came with it, at doors that also take feeds. */
    feed: string | null
    /** When the door let it in: monotonic milliseconds. */
    admittedAt: number
  }
}

export interface GuardParts {
  seats: Seats
  read: StateReader
  /** The feed a bearer token belongs to, or null. */
  feedOf(token: string): string | null
  /** Milliseconds that never step; the process's own by default. */
  monotonic?(): number
  /** Told of every refusal. */
  denied?(req: FastifyRequest, code: 'unauthorised' | 'not-permitted'): void
}

const bearer = (req: FastifyRequest): string | null => /^Bearer ([\x21-\x7e]{1,200})$/.exec(req.headers.authorization ?? '')?.[1] ?? null

/** Whoever took longer to say what it wants is asked once more who it is: a sign-in may have ended while half a request was held back. */
const SLOW_BODY_MS = 1000

/**
 * Puts the policy before every door that is added from now on. A door without a line in `DOORS` is not opened: the server doesn't start.
 */
export function guardDoors(app: App, p: GuardParts): void {
  app.decorateRequest('seat', null)
  app.decorateRequest('feed', null)
  app.decorateRequest('admittedAt', 0)
  const now = p.monotonic ?? (() => performance.now())
  app.addHook('onRoute', (route) => {
    const rule = ruleOf(route)
    if (rule === undefined) throw new Error(`the door ${String(route.method)} ${route.url} has no line in the policy (shared/src/access/policy.ts)`)
    if (rule === 'open' || rule === 'feed' || rule === 'demo') return
    const own = route.onRequest === undefined ? [] : [route.onRequest].flat()
    route.onRequest = [async (req: FastifyRequest, reply: FastifyReply) => {
      req.admittedAt = now()
      return admit(p, req, reply, rule)
    }, ...own]
    const then = route.preHandler === undefined ? [] : [route.preHandler].flat()
    route.preHandler = [async (req: FastifyRequest, reply: FastifyReply) => (now() - req.admittedAt > SLOW_BODY_MS ? admit(p, req, reply, rule) : undefined), ...then]
  })
}

async function admit(p: GuardParts, req: FastifyRequest, reply: FastifyReply, rule: 'self' | readonly Role[]): Promise<unknown> {
  const token = bearer(req)
  if (token !== null) {
    req.feed = p.feedOf(token)
    // A feed comes in where anybody signed in may; what it may do there is asked command by command.
    if (req.feed !== null && rule === 'self') return undefined
  } else {
    req.seat = await p.seats.find(req.headers)
  }
  const roles = req.seat ? rolesOf(p.read, req.seat) : []
  if (roles.length === 0) {
    p.denied?.(req, 'unauthorised')
    return reply.code(401).send({ rejected: 'unauthorised', detail: {} })
  }
  if (rule === 'self' || roles.some((r) => rule.includes(r))) return undefined
  p.denied?.(req, 'not-permitted')
  return reply.code(403).send({ rejected: 'not-permitted', detail: { type: `${req.method} ${req.routeOptions.url ?? ''}`.slice(0, 100) } })
}

/** The rule of a door; HEAD is what GET is. */
function ruleOf(route: RouteOptions): DoorRule | undefined {
  const methods = [route.method].flat().map((m) => (m === 'HEAD' ? 'GET' : m))
  const [first, ...others] = [...new Set(methods)].map((m) => DOORS[`${m} ${route.url}`])
  return others.every((o) => o === first) ? first : undefined
}
