import Type from 'typebox'
import { Strict } from '@liandong/shared/kernel/schema'
import { passwordFault } from '../../features/access/passwordRules'
import { totpUri } from '../../features/access/totp'
import { answers } from '../answers'
import type { App } from '../http'
import { Ok, RecoveryCodes, SecondFactorBegun } from './answers'
import { refuse, type AccountDoors } from './door'
import { CodeField, PasswordField } from './sessionRoutes'

const UNAUTHORISED = { rejected: 'unauthorised' }

const ChangeBody = Strict({ old: PasswordField, code: Type.Optional(CodeField), new: PasswordField })
type ChangeBody = Type.Static<typeof ChangeBody>
const ProofBody = Strict({ password: PasswordField, code: Type.Optional(CodeField) })
type ProofBody = Type.Static<typeof ProofBody>
const ConfirmBody = Strict({ code: Type.String({ pattern: '^[0-9]{6}$' }) })

/** One's own password and authenticator. Each change asks for what was in force before, and ends every other session (ASVS 7.4.3, 7.5.1). */
export function addOwnRoutes(app: App, d: AccountDoors): void {
  const { accounts, sessions, signIn, book } = d.access
  app.post('/api/password', { schema: { body: ChangeBody, response: answers(Ok) } }, async (req, reply) => {
    const seat = d.seatOf(req)
    if (!seat) return refuse(reply, UNAUTHORISED)
    const body = req.body as ChangeBody
    const a = await accounts.byPerson(seat.person)
    if (!a) return refuse(reply, { rejected: 'unknown-person', detail: { person: seat.person } })
    const no = passwordFault(body.new, a.login) ?? (await signIn.proveAgain(seat, { password: body.old, code: body.code }, req.ip, 'POST /api/password'))
    const done = no === null && (await accounts.setPassword(a, body.new))
    if (no) return refuse(reply, no)
    // Somebody else changed it in between: what was typed is no longer the password.
    if (!done) return refuse(reply, { rejected: 'password-wrong' })
    book.passwordChanged({ person: seat.person, address: req.ip })
    await sessions.endAll(seat.person, seat.person, seat.session)
    return { ok: true }
  })
  app.post('/api/second-factor/begin', { schema: { body: ProofBody, response: answers(SecondFactorBegun) } }, async (req, reply) => {
    const seat = d.seatOf(req)
    const a = seat && (await accounts.byPerson(seat.person))
    if (!a) return refuse(reply, UNAUTHORISED)
    const no = await signIn.proveAgain(seat, req.body as ProofBody, req.ip, 'POST /api/second-factor/begin')
    if (no) return refuse(reply, no)
    const secret = await accounts.beginTotp(seat.person)
    return { secret, uri: totpUri(secret, a.login) }
  })
  app.post('/api/second-factor/confirm', { schema: { body: ConfirmBody, response: answers(RecoveryCodes) } }, async (req, reply) => {
    const seat = d.seatOf(req)
    const a = seat && (await accounts.byPerson(seat.person))
    if (!a) return refuse(reply, UNAUTHORISED)
    const codes = await accounts.confirmTotp(a, (req.body as { code: string }).code)
    if (!Array.isArray(codes)) return refuse(reply, { rejected: codes === 'wrong' ? 'second-factor-wrong' : 'second-factor-not-begun' })
    book.secondFactorSet({ person: seat.person, address: req.ip })
    await sessions.endAll(seat.person, seat.person, seat.session)
    return { recoveryCodes: codes }
  })
}
