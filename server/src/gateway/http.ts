import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SecureContextOptions } from 'node:tls'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { outageOf } from '../engine/outage'
import type { Log } from '../platform/log'
import { addLimits, BUDGETS, type Budgets, type Limits, type UserOf } from './limits'
import { originGuard, type Asking } from './origins'
import { validatorCompiler } from './validator'

export type App = FastifyInstance

export interface HttpParts {
  log: Log
  /** Built client; absent in development, where its own server stands in front. */
  clientDir: string
  version: string
  /** Certificate and key, to speak HTTPS. */
  tls?: SecureContextOptions | undefined
  /** Addresses and networks whose `X-Forwarded-*` is believed. */
  trustedProxies?: readonly string[]
  /** Whether a request may come in at all (`originGuard`); by default what a loopback listener takes. */
  admits?(req: Asking): boolean
  /** Who is known to be asking, for the budgets; by default nobody. */
  userOf?: UserOf
  budgets?: Partial<Budgets>
  /** Told the status of each request that was refused or failed. */
  refused?(status: number): void
  /** Told of each request a policy turned away, for the audit. */
  denied?(d: { code: string; address: string; where: string }): void
}

const BODY_LIMIT = 1_048_576
/** How long a browser remembers to come by HTTPS alone. */
const HSTS = 'max-age=31536000'
/** Names that other programs of this machine answer under, too: one of them would be shut out with us. */
const LOOPBACK_HOST = /^(localhost|127\.|\[::1\])/

/** What `app.limits` holds for the doors that need more than the ordinary budget. */
declare module 'fastify' {
  interface FastifyInstance { limits: Limits }
}

/** The HTTP application: security headers, limits, errors in one form, the built client. Routes are added by name. */
export async function createHttp(p: HttpParts): Promise<App> {
  const security = await securityHeaders()
  const options = {
    logger: false, bodyLimit: BODY_LIMIT, requestTimeout: 30_000, connectionTimeout: 60_000, keepAliveTimeout: 30_000,
    trustProxy: p.trustedProxies?.length ? [...p.trustedProxies] : false,
    routerOptions: { maxParamLength: 200 },
    // A path that is none never reaches routes and hooks; its no has the form of every other.
    frameworkErrors: (_e: Error, req: FastifyRequest, reply: FastifyReply) => void reply.headers(security).header('cache-control', 'no-store').code(400)
      .send({ rejected: 'invalid-command', detail: { type: req.url.split('?')[0]!.slice(0, 200), at: '/', why: 'is not a path' } }),
  }
  // The type of the two differs in their raw server alone, and nothing here looks into it.
  const app = (p.tls ? Fastify({ ...options, https: p.tls }) as unknown as FastifyInstance : Fastify(options)).withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(validatorCompiler)
  guard(app, p, security)
  app.decorate('limits', await addLimits(app, p.userOf ?? (() => undefined), { ...BUDGETS, ...p.budgets }))
  await app.register(compress, { threshold: 1024, encodings: ['gzip', 'identity'] })
  await app.register(swagger, { openapi: { info: { title: 'Liandong', version: p.version, description: 'Doors of the emergency-linkage console' } } })
  answerErrors(app, p)
  await serveClient(app, p.clientDir)
  return app
}

/**
 * What helmet sets on every answer. Asked once, of an application with one door: the headers never differ, and to work them
 * out anew for each request cost as much as to judge ten positions.
 */
async function securityHeaders(): Promise<Record<string, string>> {
  const one = Fastify()
  await one.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"], 'script-src': ["'self'"], 'style-src': ["'self'"], 'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"], 'connect-src': ["'self'"], 'object-src': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'self'"],
        'frame-ancestors': ["'none'"], 'worker-src': ["'self'", 'blob:'],
      },
    },
    xFrameOptions: { action: 'deny' }, strictTransportSecurity: false, crossOriginEmbedderPolicy: false,
  })
  // When a handler runs nobody else has set any header yet.
  let headers: Record<string, string> = {}
  one.get('/', (_req, reply) => {
    headers = reply.raw.getHeaders() as Record<string, string>
    return 'x'
  })
  await one.inject('/')
  await one.close()
  return { ...headers }
}

/** Hooks of every request; with a callback, because a promise in each costs more than what they do. */
function guard(app: App, p: HttpParts, security: Record<string, string>): void {
  const admits = p.admits ?? originGuard({ listensOn: '127.0.0.1', https: p.tls !== undefined })
  app.addHook('onRequest', (req, reply, done) => {
    reply.headers(security)
    if (p.tls && !LOOPBACK_HOST.test(req.headers.host ?? '')) reply.header('strict-transport-security', HSTS)
    if (admits(req.raw)) return done()
    // Before any route is looked for: the path may be anything, so it is not repeated.
    p.denied?.({ code: 'forbidden-origin', address: req.ip, where: 'origin' })
    reply.code(403).send({ rejected: 'forbidden-origin', detail: {} })
  })
  app.addHook('onResponse', (_req, reply, done) => {
    if (reply.statusCode >= 400) p.refused?.(reply.statusCode)
    done()
  })
  // Whatever doesn't say how long it may be kept is kept nowhere.
  app.addHook('onSend', (_req, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control') || reply.statusCode >= 400) reply.header('cache-control', 'no-store')
    done()
  })
}

/** Soon enough that nobody waits for us, and no storm. */
const RETRY_AFTER_S = 1

/** 503 for what the database's state forbids now, and when to ask again. */
export const unavailable = (reply: FastifyReply): FastifyReply => reply.code(503).header('retry-after', String(RETRY_AFTER_S))

/** One form for every error: a rejection with a code, or a fault with a number that is in the log. */
function answerErrors(app: App, p: HttpParts): void {
  app.setErrorHandler((e: Error & { statusCode?: number; validation?: { instancePath: string; message?: string }[]; rejected?: string; detail?: { retryAfterS?: number } }, req, reply) => {
    if (e.statusCode === 429 && e.detail?.retryAfterS !== undefined) reply.header('retry-after', String(e.detail.retryAfterS))
    if (e.rejected) return reply.code(e.statusCode ?? 400).send({ rejected: e.rejected, detail: e.detail ?? {} })
    if (e.validation) return reply.code(400).send({ rejected: 'invalid-command', detail: { type: req.url.split('?')[0], at: e.validation[0]?.instancePath || '/', why: e.validation[0]?.message ?? 'does not fit' } })
    const outage = outageOf(e)
    if (outage) return unavailable(reply).send({ rejected: 'unavailable', detail: { cause: outage } })
    const status = e.statusCode ?? 500
    if (status === 413) return reply.code(413).send({ rejected: 'too-large', detail: { limit: BODY_LIMIT } })
    if (status < 500) return reply.code(status).send({ rejected: 'invalid-command', detail: { type: req.url.split('?')[0], at: '/', why: e.message.slice(0, 200) } })
    const fault = req.id
    p.log.error({ fault, url: req.url.split('?')[0], err: e }, 'fault in a request')
    return reply.code(status).send({ fault })
  })
  app.setNotFoundHandler((_req, reply) => reply.code(404).send({ rejected: 'not-found', detail: {} }))
}

/** The page for every screen, never cached; its parts carry a hash in their name and are cached for ever. */
async function serveClient(app: App, dir: string): Promise<void> {
  if (!existsSync(join(dir, 'index.html'))) return
  await app.register(fastifyStatic, {
    root: dir, index: false, wildcard: true, decorateReply: false, dotfiles: 'ignore',
    // Sources stay at home, should a build ever leave them there.
    allowedPath: (path) => !path.endsWith('.map'),
    setHeaders(reply, path) {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const page of ['/', '/wall', '/desk', '/enter', '/signin', '/setup', '/account', '/provider', '/admin']) {
    app.get(page, { schema: { hide: true } }, (_req, reply) => {
      if (page === '/') return reply.redirect('/enter')
      return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(createReadStream(join(dir, 'index.html')))
    })
  }
}
