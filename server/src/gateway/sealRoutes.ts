import Type from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Rejection } from '@liandong/shared/kernel/decider'
import { Id, Strict } from '@liandong/shared/kernel/schema'
import { ContactGiven, OpenReason, SealedItem, SealedRef, SealedShown } from '@liandong/shared/seal/contract'
import type { Asker, Sealed } from '../features/seal/sealed'
import { answers } from './answers'
import { unavailable, type App } from './http'

export interface SealRouteParts {
  sealed: Pick<Sealed, 'put' | 'list' | 'open'>
  /** Who asks, with rights as they are now; null for nobody. */
  askerOf(req: FastifyRequest): Asker | null
}

const STATUS: Record<string, number> = {
  'not-permitted': 403, 'unknown-incident': 404, 'unknown-sealed': 404, 'sealed-purged': 410, 'incident-archived': 409, 'too-many-looks': 429, 'too-large': 413,
}

const refuse = (reply: FastifyReply, r: Rejection) =>
  (r.rejected === 'unavailable' ? unavailable(reply) : reply.code(STATUS[r.rejected] ?? 409)).send({ rejected: r.rejected, detail: r.detail ?? {} })

const Sealing = Strict({ sealed: Type.Array(SealedItem) })
const Listed = Strict({ sealed: Type.Array(SealedShown) })
const Opened = Strict({ text: Type.String() })

/** Doors to what is sealed. Answers are never kept by a browser (`no-store` stands on all of /api). */
export function addSealRoutes(app: App, p: SealRouteParts): void {
  const of = Strict({ id: Id })
  app.post('/api/incidents/:id/contact', { schema: { params: of, body: ContactGiven, response: answers(Sealing) } }, async (req, reply) => {
    const asker = p.askerOf(req)
    if (!asker) return nobody(reply)
    const { contact, name } = req.body as ContactGiven
    const things = [{ kind: 'caller-contact' as const, text: contact.trim() }, ...(name?.trim() ? [{ kind: 'caller-name' as const, text: name.trim() }] : [])]
    const r = await p.sealed.put(asker, (req.params as { id: string }).id, things)
    return 'rejected' in r ? refuse(reply, r) : { sealed: r.items }
  })
  app.get('/api/incidents/:id/contact', { schema: { params: of, response: answers(Listed) } }, async (req, reply) => {
    const asker = p.askerOf(req)
    if (!asker) return nobody(reply)
    const r = await p.sealed.list(asker, (req.params as { id: string }).id)
    return 'rejected' in r ? refuse(reply, r) : r
  })
  app.post('/api/sealed/:ref/open', { schema: { params: Strict({ ref: SealedRef }), body: OpenReason, response: answers(Opened) } }, async (req, reply) => {
    const asker = p.askerOf(req)
    if (!asker) return nobody(reply)
    const r = await p.sealed.open(asker, (req.params as { ref: string }).ref, (req.body as OpenReason).reason)
    return 'rejected' in r ? refuse(reply, r) : r
  })
}

const nobody = (reply: FastifyReply) => reply.code(401).send({ rejected: 'unauthorised', detail: {} })
