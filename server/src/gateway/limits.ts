import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { DECIDERS } from '@liandong/shared/areas'
import type { App } from './http'

/** Requests a minute. */
export interface Budgets {
  /** From one address, whoever asks from there; a replay on this machine stays below it. */
  address: number
  /** Small messages to the command door beyond that: an acknowledgement may be among them. */
  spare: number
  /** Of one person, wall or feed, wherever it comes from. */
  user: number
  /** Acknowledgements and answers to alerts of one of them, beside everything else. */
  urgent: number
}

export const BUDGETS: Budgets = { address: 60_000, spare: 12_000, user: 24_000, urgent: 6_000 }

/** Who a request counts for: `person:7`, `feed:traccar`; undefined is nobody known, who counts by address. */
export type UserOf = (req: FastifyRequest) => string | undefined

/** An acknowledgement is a few hundred bytes; who is over its budget is not read beyond this. */
const SMALL_BODY = 4096
const WINDOW = '1 minute'

/** Commands that other people wait for; the engine takes them first, too. */
const URGENT: ReadonlySet<string> = new Set(DECIDERS.filter((d) => d.urgent).map((d) => d.type))

export const isUrgent = (type: unknown): boolean => typeof type === 'string' && URGENT.has(type)

const typeOf = (command: unknown): unknown => (command as { type?: unknown } | null)?.type

function allUrgent(body: unknown): boolean {
  const { v, commands } = (body ?? {}) as { v?: unknown; commands?: unknown }
  if (v !== undefined) return isUrgent(typeOf(body))
  return Array.isArray(commands) && commands.length > 0 && commands.every((c) => isUrgent(typeOf(c)))
}

/** In the form `answerErrors` knows; it adds `Retry-After`. */
class TooFast extends Error {
  readonly statusCode = 429
  readonly rejected = 'too-fast'
  readonly detail: { retryAfterS: number }

  constructor(retryAfterS: number) {
    super('too fast')
    this.detail = { retryAfterS }
  }
}

export interface Limits {
  /** Options of the command door: it reads small bodies also of who is over the budget, and judges by what they say. */
  commands: { config: { budget: 'commands' }; preHandler(req: FastifyRequest): Promise<void> }
}

declare module 'fastify' {
  interface FastifyContextConfig { budget?: 'commands' }
  /** Seconds until its address has room again; 0 while it has. */
  interface FastifyRequest { overAddressS: number }
}

/**
 * Budgets of every door: first by address (an IPv6 network of 64 bits is one), before anybody is looked up, then by person or device.
 * Acknowledgements and answers to alerts have their own, so that a screen gone wild in the same room delays nobody's. Refusals say 429
 * and `Retry-After`. Doors with a limit of their own (`config.rateLimit`), as those of positions, keep to that.
 */
export async function addLimits(app: App, userOf: UserOf, budgets: Budgets): Promise<Limits> {
  await app.register(rateLimit, { global: false, timeWindow: WINDOW, cache: 20_000, errorResponseBuilder: (_req, c) => new TooFast(Math.ceil(c.ttl / 1000)) })
  const addressOf = (req: FastifyRequest): string => normalizeIP(req.ip)
  const whoOf = (req: FastifyRequest): string => userOf(req) ?? addressOf(req)
  const budget = (max: number, keyGenerator: (req: FastifyRequest) => string) => {
    const count = app.createRateLimit({ max, keyGenerator, timeWindow: WINDOW })
    /** Counts one more; seconds until there is room, or 0. */
    return async (req: FastifyRequest): Promise<number> => {
      const spent = await count(req)
      return !spent.isAllowed && spent.isExceeded ? Math.max(1, spent.ttlInSeconds) : 0
    }
  }
  const address = budget(budgets.address, addressOf)
  const spare = budget(budgets.spare, addressOf)
  const user = budget(budgets.user, whoOf)
  const urgent = budget(budgets.urgent, whoOf)
  const orTooFast = (waitS: number): void => { if (waitS > 0) throw new TooFast(waitS) }
  const isSmall = (req: FastifyRequest): boolean => Number(req.headers['content-length'] ?? Infinity) <= SMALL_BODY

  app.decorateRequest('overAddressS', 0)
  app.addHook('onRequest', async (req) => {
    const { config } = req.routeOptions
    if (config.rateLimit !== undefined) return
    const waitS = await address(req)
    if (waitS === 0) return
    if (config.budget !== 'commands' || !isSmall(req)) throw new TooFast(waitS)
    req.overAddressS = waitS
    orTooFast(await spare(req))
  })
  // Once the door knows who it is, and before a body is read.
  app.addHook('preParsing', async (req) => {
    const { config } = req.routeOptions
    if (config.rateLimit === undefined && config.budget === undefined && userOf(req) !== undefined) orTooFast(await user(req))
  })
  return {
    commands: {
      config: { budget: 'commands' },
      async preHandler(req) {
        if (allUrgent(req.body)) return orTooFast(await urgent(req))
        orTooFast(req.overAddressS)
        if (userOf(req) !== undefined) orTooFast(await user(req))
      },
    },
  }
}
