import Type from 'typebox'
import { Id, InstantField, OneOf, Strict } from '@liandong/shared/kernel/schema'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, SESSION_COOKIE } from '../features/access/cookies'
import type { Sessions } from '../features/access/sessions'
import { DEMO_WALL, personaId, personasOf } from '../features/demo/personas'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { Pack } from '../packs/read'
import { AccessAnswered, answers, ClockAnswered, PersonasAnswered, SignedInAnswered } from './answers'
import type { App } from './http'
import { DEMO_COOKIE } from './accounts/seats'

const ClockSetting = Strict({
  /** What the clock shows from now on; absent keeps what it shows. */
  origin: Type.Optional(InstantField),
  /** Scenario seconds per real second. */
  rate: Type.Number({ exclusiveMinimum: 0, maximum: 3600 }),
  source: OneOf(['demo', 'replay'] as const),
})
type ClockSetting = Type.Static<typeof ClockSetting>

export interface DemoDoors {
  pack: Pick<Pack, 'records'>
  sessions: Pick<Sessions, 'begin'>
  tokens: Readonly<Record<string, string>>
  setClock(s: ClockSetting): void
  clock: { now(): number; rate: number }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Doors that exist only in the demonstration: somebody to be; and only on this machine, feeds' tokens and the scenario clock. */
export function addDemoRoutes(app: App, p: DemoDoors): void {
  const here = (ip: string) => LOOPBACK.has(ip)
  app.get('/demo/access', { schema: { response: answers(AccessAnswered) } }, (req, reply) => {
    if (!here(req.ip)) return reply.code(403).send({ rejected: 'unauthorised', detail: {} })
    return { tokens: p.tokens }
  })
  app.get('/demo/clock', { schema: { response: answers(ClockAnswered) } }, () => ({ now: p.clock.now(), rate: p.clock.rate }))
  app.post('/demo/clock', { schema: { body: ClockSetting, response: answers(ClockAnswered) } }, (req, reply) => {
    if (!here(req.ip)) return reply.code(403).send({ rejected: 'unauthorised', detail: {} })
    p.setClock(req.body as ClockSetting)
    return { now: p.clock.now(), rate: p.clock.rate }
  })
  const personas = personasOf(p.pack)
  app.get('/demo/personas', { schema: { response: answers(PersonasAnswered) } }, () => ({
    personas: [...personas].map(([name, r]) => ({ name, roles: r.roles, post: r.post, part: partOf(p.pack, r) })),
  }))
  app.post('/demo/session', { schema: { body: Strict({ persona: Id }), response: answers(SignedInAnswered) } }, async (req, reply) => {
    const { persona } = req.body as { persona: string }
    if (persona !== 'wall' && !personas.has(persona)) return reply.code(404).send({ rejected: 'not-found', detail: {} })
    const owner = persona === 'wall' ? { device: DEMO_WALL } : { person: personaId(persona) }
    const { token, id } = await p.sessions.begin(owner, 'demo', { address: req.ip, agent: req.headers['user-agent'] ?? '' })
    return handOut(req, reply, token).send({ session: id, persona })
  })
}

/** What a persona of a part works for, as people call it. */
function partOf(pack: Pick<Pack, 'records'>, r: PersonRecord): { name: string; nameEn: string } | null {
  const of = r.areaIds[0] ?? r.orgId
  const record = pack.records.find((x) => x.id === of && (x.kind === 'area' || x.kind === 'organisation'))?.after as { shortName: string; nameEn: string } | undefined
  return record ? { name: record.shortName, nameEn: record.nameEn } : null
}

const A_DAY_MS = 86_400_000

/** A browser keeps the strict cookie on this machine and under TLS; elsewhere, in the demonstration only, a plain one. */
function handOut(req: FastifyRequest, reply: FastifyReply, token: string): FastifyReply {
  const isSecure = req.protocol === 'https' || /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(req.headers.host ?? '')
  return reply.header('set-cookie', isSecure ? cookieOf(SESSION_COOKIE, token, A_DAY_MS) : `${DEMO_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict`)
}
