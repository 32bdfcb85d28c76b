import { X509Certificate } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { OneOf, Strict } from '@liandong/shared/kernel/schema'
import type { App } from '../http'
import { trustPage } from './page'
import { TRUST_STYLE } from './style'
import type { TrustLang } from './texts'

/** Who signs this installation's certificate now; undefined when that is nobody of ours. */
export interface Authority {
  readonly face: { readonly authority?: string }
}

const Query = Strict({ lang: Type.Optional(OneOf(['zh', 'en'] as const)) })

/** Chinese first: English only for whoever asks for it first. */
const langOf = (req: FastifyRequest): TrustLang =>
  (req.query as { lang?: TrustLang }).lang ?? (/^en\b/i.test(req.headers['accept-language'] ?? '') ? 'en' : 'zh')

/**
 * `/trust`: how a device comes to trust the authority of this installation, and the authority itself as `.crt` (DER) and `.pem`. All
 * of it is 404 while the certificate is the operator's own. Open, because who doesn't trust us yet can't sign in.
 */
export function addTrust(app: App, tls: Authority): void {
  const withAuthority = (answer: (authority: X509Certificate, req: FastifyRequest, reply: FastifyReply) => unknown) => (req: FastifyRequest, reply: FastifyReply) => {
    const { authority } = tls.face
    if (authority === undefined) return reply.code(404).send({ rejected: 'not-found', detail: {} })
    return answer(new X509Certificate(authority), req, reply)
  }
  app.get('/trust', { schema: { querystring: Query } }, withAuthority((authority, req, reply) => reply
    .header('vary', 'accept-language').type('text/html; charset=utf-8')
    .send(trustPage(langOf(req), { fingerprint: authority.fingerprint256, until: new Date(authority.validTo).toISOString().slice(0, 10) }))))
  app.get('/trust/style.css', withAuthority((_a, _req, reply) => reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(TRUST_STYLE)))
  // Phones offer to install what has this type; with another they only keep it.
  app.get('/trust/authority.crt', withAuthority((authority, _req, reply) => attached(reply, 'crt', 'application/x-x509-ca-cert').send(authority.raw)))
  app.get('/trust/authority.pem', withAuthority((authority, _req, reply) => attached(reply, 'pem', 'application/x-pem-file').send(authority.toString())))
}

const attached = (reply: FastifyReply, ending: string, type: string): FastifyReply =>
  reply.type(type).header('content-disposition', `attachment; filename="liandong-authority.${ending}"`)
