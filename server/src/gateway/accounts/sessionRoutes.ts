import Type from 'typebox'
import { PASSWORD_MAX } from '@liandong/shared/access/account'
import { maskOf } from '@liandong/shared/access/roles'
import { Id, Strict } from '@liandong/shared/kernel/schema'
import { answers } from '../answers'
import type { App } from '../http'
import { EndedAnswered, Ok, SessionsAnswered, WhoAmI } from './answers'
import { sessionToken } from './seats'
import { byWhom, from, giveCookies, isRefusal, refuse, takeCookie, type AccountDoors } from './door'

export const PasswordField = Type.String({ minLength: 1, maxLength: PASSWORD_MAX })
/** Six digits of an authenticator or a recovery code, as typed. */
export const CodeField = Type.String({ minLength: 1, maxLength: 40 })
const UNAUTHORISED = { rejected: 'unauthorised' }

const SignInBody = Strict({ login: Type.String({ minLength: 1, maxLength: 60 }), password: PasswordField, code: Type.Optional(CodeField) })
type SignInBody = Type.Static<typeof SignInBody>

/** Signing in and out, and one's own sessions. */
export function addSessionRoutes(app: App, d: AccountDoors): void {
  const { sessions, signIn } = d.access
  app.post('/api/session', { schema: { body: SignInBody, response: answers(Ok) } }, async (req, reply) => {
    const done = await signIn.signIn(req.body as SignInBody, from(req))
    if (isRefusal(done)) return refuse(reply, done)
    await giveCookies(d, req, reply, done)
    return { ok: true }
  })
  addWhoAmI(app, d)
  app.delete('/api/session', { schema: { response: answers(Ok) } }, async (req, reply) => {
    const seat = d.seatOf(req)
    if (!seat) return refuse(reply, UNAUTHORISED)
    await sessions.signOut(seat.session, seat.person)
    return takeCookie(reply).send({ ok: true })
  })
  app.get('/api/sessions', { schema: { response: answers(SessionsAnswered) } }, async (req, reply) => {
    const seat = d.seatOf(req)
    if (!seat) return refuse(reply, UNAUTHORISED)
    return { sessions: (await sessions.list(seat.person)).map((s) => ({ ...s, own: s.id === seat.session })) }
  })
  app.delete('/api/sessions/:id', { schema: { params: Strict({ id: Id }), response: answers(Ok) } }, async (req, reply) => {
    const seat = d.seatOf(req)
    if (!seat) return refuse(reply, UNAUTHORISED)
    const { id } = req.params as { id: string }
    // Somebody else's is as unknown as none.
    if (!(await sessions.end(id, seat.person, seat.person))) return refuse(reply, { rejected: 'unknown-session' })
    if (id === seat.session) takeCookie(reply)
    return { ok: true }
  })
  app.delete('/api/people/:id/sessions', { schema: { params: Strict({ id: Id }), response: answers(EndedAnswered) } }, async (req, reply) => {
    const by = byWhom(d, req)
    if (!by) return refuse(reply, UNAUTHORISED)
    return { ended: (await d.access.people.endSessions((req.params as { id: string }).id, by)).length }
  })
}

function addWhoAmI(app: App, d: AccountDoors): void {
  const { sessions, accounts } = d.access
  app.get('/api/session', { schema: { response: answers(WhoAmI) } }, async (req, reply) => {
    const token = sessionToken(req.headers.cookie, d.demo === true)
    const s = token === null ? null : await sessions.find(token)
    if (!s) return refuse(reply, UNAUTHORISED)
    const { id: session, how, ends, idleEnds, person, device } = s
    if (!person) {
      return {
        person: null, wall: device, name: null, login: null, post: null, roles: ['wall'], mask: 'wall', org: null, areas: [], how, session, ends, idleEnds,
        secondFactor: false, recoveryCodesLeft: 0,
      }
    }
    const a = await accounts.byPerson(person.id)
    return {
      person: person.id, wall: null, name: a?.name ?? null, login: a?.login ?? null, post: person.post, roles: [...person.roles], mask: maskOf(person.roles),
      org: person.orgId ?? null, areas: [...person.areaIds], how, session, ends, idleEnds,
      secondFactor: a?.totp != null, recoveryCodesLeft: a?.totp ? await accounts.recoveryCodesLeft(person.id) : 0,
    }
  })
}
