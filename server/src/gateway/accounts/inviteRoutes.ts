import Type from 'typebox'
import { DisplayName, Login } from '@liandong/shared/access/account'
import { Strict } from '@liandong/shared/kernel/schema'
import { answers } from '../answers'
import type { App } from '../http'
import { InviteLooked, RecoveryCodes, SecondFactorBegun } from './answers'
import { from, giveCookies, isRefusal, refuse, type AccountDoors } from './door'
import { CodeField, PasswordField } from './sessionRoutes'

/** The link's secret comes in the body and never in a path, where logs and proxies would keep it. */
const TokenField = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const LookBody = Strict({ token: TokenField })
const BeginBody = Strict({ token: TokenField, login: Type.Optional(Login) })
const UseBody = Strict({ token: TokenField, login: Type.Optional(Login), name: Type.Optional(DisplayName), password: PasswordField, code: Type.Optional(CodeField) })

const NOT_VALID = { rejected: 'invite-not-valid' }

/** How a person comes to its password and authenticator: by a link that counts once. */
export function addInviteRoutes(app: App, d: AccountDoors): void {
  const { invites, signIn } = d.access
  app.post('/api/invite/look', { schema: { body: LookBody, response: answers(InviteLooked) } }, async (req, reply) =>
    (await invites.look((req.body as Type.Static<typeof LookBody>).token)) ?? refuse(reply, NOT_VALID))
  app.post('/api/invite/second-factor', { schema: { body: BeginBody, response: answers(SecondFactorBegun) } }, async (req, reply) => {
    const { token, login } = req.body as Type.Static<typeof BeginBody>
    return (await invites.beginTotp(token, login)) ?? refuse(reply, NOT_VALID)
  })
  app.post('/api/invite', { schema: { body: UseBody, response: answers(RecoveryCodes) } }, async (req, reply) => {
    const { token, ...filled } = req.body as Type.Static<typeof UseBody>
    const used = await invites.use(token, filled, req.ip)
    if (isRefusal(used)) return refuse(reply, used)
    await giveCookies(d, req, reply, await signIn.begin(used.person, used.how, from(req)))
    return { recoveryCodes: used.recoveryCodes }
  })
}
