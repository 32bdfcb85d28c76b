import Type from 'typebox'
import { Strict } from '@liandong/shared/kernel/schema'
import { cookieOf, noCookie, SEALED, tokenIn, TRIP_COOKIE } from '../../features/access/cookies'
import { TRIP_FOR_MS } from '../../features/access/provider'
import { answers } from '../answers'
import type { App } from '../http'
import { Ok } from './answers'
import { from, giveCookies, isRefusal, refuse, type AccountDoors } from './door'

const BeginBody = Strict({ token: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })) })
/** The query the provider sent the browser back with, as it is. */
const FinishBody = Strict({ query: Type.String({ minLength: 1, maxLength: 4000, pattern: '^\\?' }) })
const NamedAnswered = Strict({ name: Type.Union([Type.String(), Type.Null()]) })

/**
 * Signing in at another provider. It sends the browser back to a page, which posts what it was sent back with: so no GET changes
 * anything, every cookie can stay `SameSite=Strict`, and the code reaches no log of ours.
 */
export function addProviderRoutes(app: App, d: AccountDoors): void {
  const { provider } = d.access
  app.get('/api/provider', { schema: { response: answers(NamedAnswered) } }, () => ({ name: provider?.name ?? null }))
  app.post('/api/provider/begin', { schema: { body: BeginBody, response: answers(Strict({ url: Type.String() })) } }, async (req, reply) => {
    if (!provider) return refuse(reply, { rejected: 'not-found' })
    const begun = await provider.begin((req.body as { token?: string }).token).catch(() => 'away' as const)
    if (begun === 'away') return refuse(reply, { rejected: 'unavailable' })
    if (!begun) return refuse(reply, { rejected: 'invite-not-valid' })
    return reply.header('set-cookie', cookieOf(TRIP_COOKIE, begun.trip, TRIP_FOR_MS)).send({ url: begun.url })
  })
  app.post('/api/provider/finish', { schema: { body: FinishBody, response: answers(Ok) } }, async (req, reply) => {
    if (!provider) return refuse(reply, { rejected: 'not-found' })
    const done = await provider.finish(tokenIn(req.headers.cookie, TRIP_COOKIE, SEALED), (req.body as { query: string }).query, req.ip)
    if (isRefusal(done)) return refuse(reply, done)
    await giveCookies(d, req, reply, await d.access.signIn.begin(done.person, 'oidc', from(req)))
    return reply.header('set-cookie', noCookie(TRIP_COOKIE)).send({ ok: true })
  })
}
