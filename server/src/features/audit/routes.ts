import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { DOORS } from '@liandong/shared/access/policy'
import type { Role } from '@liandong/shared/access/roles'
import { whoOf } from '@liandong/shared/audit/audit'
import { AuditFilter, AuditPage, AuditQuery } from '@liandong/shared/audit/contract'
import type { Actor } from '@liandong/shared/kernel/decider'
import type { Audit } from './audit'
import { exportAudit, readRecords } from './read'

/** Who asks, as the session says. */
export interface Seat {
  actor: Actor
  roles: readonly Role[]
}

export interface AuditRouteParts {
  pool: pg.Pool
  audit: Audit
  /** Null for somebody who isn't signed in. */
  seatOf(req: FastifyRequest): Seat | null
  /** The answers of a JSON door (`gateway/answers.ts`). */
  answers(yes: typeof AuditPage): object
}

const PAGE_DOOR = 'GET /api/audit'
const CSV_DOOR = 'GET /api/audit.csv'

/** The doors of the audit page: a page of records, and all of them as CSV. For whom `DOORS` names. */
export function addAuditRoutes(app: FastifyInstance, p: AuditRouteParts): void {
  /** The seat, or null after a no was answered and recorded. */
  const admit = (door: string, req: FastifyRequest, reply: FastifyReply): Seat | null => {
    const seat = p.seatOf(req)
    const rule = DOORS[door]
    if (seat && Array.isArray(rule) && seat.roles.some((r) => rule.includes(r))) return seat
    const code = seat ? 'not-permitted' : 'unauthorised'
    p.audit.denied({ code, who: seat && whoOf(seat.actor), post: seat?.actor.post, address: req.ip, where: door })
    reply.code(seat ? 403 : 401).send({ rejected: code, detail: seat ? { type: door } : {} })
    return null
  }

  app.get('/api/audit', { schema: { querystring: AuditQuery, response: p.answers(AuditPage) } }, async (req, reply) => {
    if (!admit(PAGE_DOOR, req, reply)) return reply
    return readRecords(p.pool, req.query as AuditQuery)
  })

  app.get('/api/audit.csv', { schema: { querystring: AuditFilter } }, async (req, reply) => {
    const seat = admit(CSV_DOOR, req, reply)
    if (!seat) return reply
    const by = { who: whoOf(seat.actor), post: seat.actor.post, address: req.ip, where: CSV_DOOR }
    const csv = await exportAudit(p.pool, p.audit, by, req.query as AuditFilter)
    return reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="audit.csv"')
      .send(Readable.from(csv))
  })
}
