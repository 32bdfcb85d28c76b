import Type from 'typebox'
import { OneOf, InstantField, Strict } from '@liandong/shared/kernel/schema'
import { AccessAnswered, answers, ClockAnswered } from './answers'
import type { App } from './http'

const ClockSetting = Strict({
  /** What the clock shows from now on; absent keeps what it shows. */
  origin: Type.Optional(InstantField),
  /** Scenario seconds per real second. */
  rate: Type.Number({ exclusiveMinimum: 0, maximum: 3600 }),
  source: OneOf(['demo', 'replay'] as const),
})
type ClockSetting = Type.Static<typeof ClockSetting>

export interface DemoDoors {
  tokens: Readonly<Record<string, string>>
  setClock(s: ClockSetting): void
  clock: { now(): number; rate: number }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Doors that exist only in the demonstration and only on this machine: feeds' tokens and the scenario clock. */
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
}
