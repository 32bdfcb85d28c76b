import Type from 'typebox'
import { DisplayName, Login } from '@liandong/shared/access/account'
import { Id, OneOf, Strict } from '@liandong/shared/kernel/schema'
import { PersonRecord } from '@liandong/shared/person/contract'
import { listPeople } from '../../features/access/peopleList'
import { answers } from '../answers'
import type { App } from '../http'
import { LinkAnswered, PeopleAnswered, PersonChanged, PersonMade } from './answers'
import { byWhom, isRefusal, refuse, type AccountDoors } from './door'

const UNAUTHORISED = { rejected: 'unauthorised' }
/** The command's id, which makes sending it again safe. */
const CommandId = Type.String({ minLength: 8, maxLength: 60, pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]*$' })
const Person = Strict({ id: Id })
const MakeBody = Strict({ id: CommandId, login: Login, name: DisplayName, rights: PersonRecord })
const ChangeBody = Strict({ id: CommandId, login: Type.Optional(Login), name: Type.Optional(DisplayName), rights: Type.Optional(PersonRecord) })
const InviteBody = Strict({ purpose: OneOf(['enrol', 'reset'] as const) })
const ListQuery = Strict({ search: Type.String({ maxLength: 80, default: '' }), page: Type.Integer({ minimum: 0, maximum: 10_000, default: 0 }) })

/** Administrators' work on people. What each administrator may is the policy's to say, and the engine's once more. */
export function addPeopleRoutes(app: App, d: AccountDoors): void {
  const { people, accounts, read } = d.access
  app.get('/api/people', { schema: { querystring: ListQuery, response: answers(PeopleAnswered) } }, async (req) =>
    listPeople(read, await accounts.all(), req.query as Type.Static<typeof ListQuery>))
  app.post('/api/people', { schema: { body: MakeBody, response: answers(PersonMade) } }, async (req, reply) => {
    const by = byWhom(d, req)
    const done = by && (await people.make(req.body as Type.Static<typeof MakeBody>, by))
    return done && !isRefusal(done) ? done : refuse(reply, done ?? UNAUTHORISED)
  })
  app.put('/api/people/:id', { schema: { params: Person, body: ChangeBody, response: answers(PersonChanged) } }, async (req, reply) => {
    const by = byWhom(d, req)
    const done = by && (await people.change((req.params as { id: string }).id, req.body as Type.Static<typeof ChangeBody>, by))
    return done && !isRefusal(done) ? done : refuse(reply, done ?? UNAUTHORISED)
  })
  app.post('/api/people/:id/invite', { schema: { params: Person, body: InviteBody, response: answers(LinkAnswered) } }, async (req, reply) => {
    const by = byWhom(d, req)
    const done = by && (await people.invite((req.params as { id: string }).id, (req.body as Type.Static<typeof InviteBody>).purpose, by))
    return done && !isRefusal(done) ? done : refuse(reply, done ?? UNAUTHORISED)
  })
}
