import Type from 'typebox'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Strict } from '@liandong/shared/kernel/schema'
import type { SourceState } from '@liandong/shared/unit/contract'
import { PositionBatch, QUARANTINE_REASONS, type Fix, type IngestCounts } from '@liandong/shared/wire/fix'
import type { Decoded } from './adapter'
import { toWgs84 } from './crs'
import { decodeOsmand } from './osmand/decode'
import { decodePositions } from './positions/decode'

export interface IngestOptions {
  /** The source a token may write for, or null. */
  authenticate(token: string | undefined): string | null
  source(id: string): SourceState | undefined
  /** Where fixes go. */
  tracks: {
    accept(fixes: readonly Fix[], sourceId: string): IngestCounts
    malformed(sourceId: string, text: string): void
  }
  /** The server's clock. */
  now(): number
  /** Whether the server falls behind and positions have to wait. */
  busy?(): boolean
  /** Told of each request without a good token, for the audit. */
  denied?(address: string, where: string): void
}

/** Whoever is turned away because the server is busy may come again after this. */
const RETRY_S = 2
/** Requests per source and minute; what a source's phones send one by one fits. */
export const PER_SOURCE_PER_MINUTE = 30_000
const POSITIONS_BODY = 512 * 1024
const OSMAND_BODY = 128 * 1024

const counts = Strict({
  accepted: Type.Integer(),
  quarantined: Strict(Object.fromEntries(QUARANTINE_REASONS.map((r) => [r, Type.Optional(Type.Integer())]))),
})
const rejection = Type.Object({ rejected: Type.String(), detail: Type.Object({}, { additionalProperties: true }) })
const response = { 200: counts, 400: rejection, 401: rejection, 429: rejection, 503: rejection, '5xx': Strict({ fault: Type.String() }) }

declare module 'fastify' {
  interface FastifyRequest {
    /** The source whose token came with a request to a position door. */
    ingestSource: string | null
  }
}

/**
 * The position doors: `POST /ingest/positions` and `GET|POST /ingest/osmand`. A token per source, as bearer or (OsmAnd
 * clients can't set headers) as `?token=`. Answers what was accepted and what was quarantined, by reason.
 */
export const ingestRoutes: FastifyPluginAsync<IngestOptions> = async (app, p) => {
  app.decorateRequest('ingestSource', null)
  // Bodies stay text: what can't be read is to be counted and kept as a sample.
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
    if (app.hasContentTypeParser(type)) app.removeContentTypeParser(type)
    app.addContentTypeParser(type, { parseAs: 'string' }, (_req, body, done) => done(null, body))
  }
  app.addHook('onRequest', (req, _reply, done) => {
    req.ingestSource = p.authenticate(tokenOf(req))
    done()
  })
  // After the rate limit, which counts by source or address, and before a body is read.
  app.addHook('preParsing', (req, reply, payload, done) => {
    if (req.ingestSource === null) {
      p.denied?.(req.ip, `${req.method} ${req.routeOptions.url ?? ''}`)
      return void reply.code(401).send({ rejected: 'unauthorised', detail: {} })
    }
    if (p.busy?.()) return void reply.code(503).header('retry-after', RETRY_S).send({ rejected: 'unavailable', detail: { retryAfterS: RETRY_S } })
    done(null, payload)
  })
  const config = { rateLimit: { max: PER_SOURCE_PER_MINUTE, timeWindow: '1 minute', keyGenerator: (req: FastifyRequest) => `ingest:${req.ingestSource ?? req.ip}` } }
  // The schema documents; the decoder checks, position by position.
  const validatorCompiler = () => () => true

  app.post('/ingest/positions', { bodyLimit: POSITIONS_BODY, compress: false, config, validatorCompiler, schema: { body: PositionBatch, response } }, (req, reply) => {
    const decoded = decodePositions(textOf(req))
    if (!('refused' in decoded)) return take(p, decoded, req.ingestSource!)
    p.tracks.malformed(req.ingestSource!, textOf(req))
    return reply.code(400).send({ rejected: 'invalid-command', detail: { type: 'positions', ...decoded.refused } })
  })

  // Always 200 for what was read: a phone that gets an error sends the same message for ever.
  app.route({
    method: ['GET', 'POST'], url: '/ingest/osmand', bodyLimit: OSMAND_BODY, compress: false, config, schema: { response },
    handler: (req) => take(p, decodeOsmand({
      query: req.url.split('?')[1] ?? '', contentType: req.headers['content-type'] ?? '', body: textOf(req), receivedAt: p.now(),
    }), req.ingestSource!),
  })
}

function take(p: IngestOptions, decoded: Decoded, sourceId: string): IngestCounts {
  const crs = p.source(sourceId)?.crs ?? 'wgs84'
  const out = p.tracks.accept(decoded.fixes.map((f) => toWgs84(f, crs)), sourceId)
  for (const m of decoded.malformed) p.tracks.malformed(sourceId, `${m.why}: ${m.text}`)
  if (decoded.malformed.length === 0) return out
  return { ...out, quarantined: { ...out.quarantined, malformed: decoded.malformed.length } }
}

const textOf = (req: FastifyRequest): string => (typeof req.body === 'string' ? req.body : '')

function tokenOf(req: FastifyRequest): string | undefined {
  const bearer = /^Bearer ([\x21-\x7e]{1,200})$/.exec(req.headers.authorization ?? '')?.[1]
  if (bearer !== undefined || !req.url.startsWith('/ingest/osmand')) return bearer
  return new URLSearchParams(req.url.split('?')[1] ?? '').get('token') ?? undefined
}
