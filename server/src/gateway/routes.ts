import Type from 'typebox'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Actor, StateReader } from '@liandong/shared/kernel/decider'
import type { District } from '@liandong/shared/kernel/district'
import { Id, Strict } from '@liandong/shared/kernel/schema'
import { dayOf } from '@liandong/shared/kernel/time'
import { readDaysBefore } from '../features/incident/days'
import { readIncidentFile } from '../features/incident/file'
import { readPhases } from '../features/order/phases'
import { answers, CommandsAnswered, CommandUnavailable, DaysAnswered, DistrictAnswered, Faulted, FileAnswered, PhasesAnswered, Readiness, Rejected } from './answers'
import { unavailable, type App } from './http'
import type { Intake } from './intake'
import { seatViewer, type Seat } from './seats'

export interface RouteParts {
  pool: pg.Pool
  intake: Intake
  district: District
  mapDir: string
  demo: boolean
  clock: { now(): number }
  position(): number
  followerPosition(name: string): number
  ready(): Promise<{ ready: boolean }>
  read: StateReader
  /** Who gives a command; null for a wall. */
  actorOf(seat: Seat | null, feed: string | null): Actor | null
}

const MAX_COMMANDS = 200

/** The HTTP doors, each with its schema. */
export function addRoutes(app: App, p: RouteParts): void {
  app.get('/healthz', { schema: { response: answers(Strict({ ok: Type.Boolean() })) }, config: { rateLimit: false } }, () => ({ ok: true }))
  app.get('/readyz', { schema: { response: { 200: Readiness, 503: Readiness, '4xx': Rejected, '5xx': Faulted } }, config: { rateLimit: false } }, async (_req, reply) => {
    const { ready } = await p.ready()
    return reply.code(ready ? 200 : 503).send({ ready })
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
  addDistrict(app, p)
  addReads(app, p)
  addCommands(app, p)
}

function addDistrict(app: App, p: RouteParts): void {
  const layers = p.district.layers.filter((l) => p.demo || !l.demoOnly)
  app.get('/api/district', { schema: { response: answers(DistrictAnswered) } }, () => ({
    district: p.district,
    layers: layers.map((l) => ({ id: l.id, url: `/map/${p.district.id}/${l.file}`, demoOnly: l.demoOnly, label: l.label ?? null, labelEn: l.labelEn ?? null })),
  }))
  const files = new Set(layers.map((l) => l.file))
  app.get('/map/:district/:file', { schema: { params: Strict({ district: Id, file: Type.String({ maxLength: 60 }) }) } }, async (req, reply) => {
    const { district, file } = req.params as { district: string; file: string }
    if (district !== p.district.id || !files.has(file)) return reply.code(404).send({ rejected: 'not-found', detail: {} })
    return reply.header('cache-control', 'private, max-age=3600').type('application/geo+json').send(await readFile(join(p.mapDir, file)))
  })
}

function addReads(app: App, p: RouteParts): void {
  app.get('/api/incidents/:id/file', { schema: { params: Strict({ id: Id }), response: answers(FileAnswered) } }, async (req, reply) => {
    const viewer = seatViewer(p.read, req.seat!, 'desk')
    // What somebody may not see is not there: the same answer, whether it exists or not.
    const file = viewer && (await readIncidentFile(p.pool, (req.params as { id: string }).id, viewer))
    return file ?? reply.code(404).send({ rejected: 'unknown-incident', detail: { incident: (req.params as { id: string }).id } })
  })
  const count = Strict({ count: Type.Integer({ minimum: 1, maximum: 60, default: 28 }) })
  app.get('/api/days', { schema: { querystring: count, response: answers(DaysAnswered) } }, async (req) => {
    const { count } = req.query as { count: number }
    const asOf = p.position()
    return { asOf, days: await readDaysBefore(p.pool, dayOf(p.clock.now(), p.district.zone), count) }
  })
  const hours = Strict({ hours: Type.Integer({ minimum: 1, maximum: 24 * 400, default: 24 }) })
  app.get('/api/statistics/phases', { schema: { querystring: hours, response: answers(PhasesAnswered) } }, async (req) => {
    const to = p.clock.now()
    const from = to - (req.query as { hours: number }).hours * 3_600_000
    return { asOf: p.followerPosition('phases'), phases: await readPhases(p.pool, from, to) }
  })
}

function addCommands(app: App, p: RouteParts): void {
  const Body = Type.Union([Type.Object({ v: Type.Literal(1) }), Strict({ commands: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MAX_COMMANDS }) })])
  app.post('/api/commands', { ...app.limits.commands, schema: { body: Body, response: { ...answers(CommandsAnswered), 503: CommandUnavailable } } }, async (req, reply) => {
    const actor = p.actorOf(req.seat, req.feed)
    if (!actor) return reply.code(403).send({ rejected: 'read-only', detail: {} })
    const body = req.body as { v?: 1; commands: unknown[] }
    // Whoever names a version sends one command, and is told so if there is a list beside it.
    if (body.v !== undefined) {
      const answer = await p.intake.take(req.body, actor, req.ip)
      return 'rejected' in answer && answer.rejected === 'unavailable' ? unavailable(reply).send(answer) : answer
    }
    return { answers: await Promise.all(body.commands.map((c) => p.intake.take(c, actor, req.ip))) }
  })
}

