import type { AddressInfo } from 'node:net'
import Type from 'typebox'
import { Strict } from '@liandong/shared/kernel/schema'
import type { Log } from '../platform/log'
import { answers, Faulted, ReadinessInside, Rejected } from './answers'
import { createHttp } from './http'
import { originGuard } from './origins'

export interface InnerParts {
  log: Log
  host: string
  /** 0 lets the system choose. */
  port: number
  version: string
  ready(): Promise<{ ready: boolean; parts: Record<string, string> }>
  metrics(): Promise<{ text: string; contentType: string }>
}

/** The listener of those who run the server. */
export interface Inner {
  host: string
  port: number
  stop(): Promise<void>
}

/**
 * Opens a listener of its own for figures and details of health, which say more of an installation than a passer-by should know:
 * plain HTTP on this machine, or on a network that only operators reach (`INNER_HOST`). No sign-in: whoever reaches it may read it.
 */
export async function openInner(p: InnerParts): Promise<Inner> {
  const app = await createHttp({ log: p.log, clientDir: '', version: p.version, admits: originGuard({ listensOn: p.host }) })
  const config = { rateLimit: false as const }
  app.get('/healthz', { config, schema: { response: answers(Strict({ ok: Type.Boolean() })) } }, () => ({ ok: true }))
  app.get('/readyz', { config, schema: { response: { 200: ReadinessInside, 503: ReadinessInside, '4xx': Rejected, '5xx': Faulted } } }, async (_req, reply) => {
    const state = await p.ready()
    return reply.code(state.ready ? 200 : 503).send(state)
  })
  app.get('/metrics', { config }, async (_req, reply) => {
    const m = await p.metrics()
    return reply.type(m.contentType).send(m.text)
  })
  await app.listen({ host: p.host, port: p.port })
  return {
    host: p.host, port: (app.server.address() as AddressInfo).port,
    async stop() {
      // A scrape that stays connected would keep it open for ever.
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
