import { createHash } from 'node:crypto'
import { loginOf } from '@liandong/shared/access/account'
import { needsSecondFactor } from '@liandong/shared/access/roles'
import type { Actor, Instant, Rejection, StateReader } from '@liandong/shared/kernel/decider'
import type { PersonRecord, PersonState } from '@liandong/shared/person/contract'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Accounts } from './accounts'
import type { Book, Doer } from './book'
import type { Submit } from './firstPerson'
import type { Invites } from './invites'
import type { InviteLink } from './inviteTable'
import type { Sessions } from './sessions'

export interface PeopleParts {
  accounts: Accounts
  invites: Invites
  sessions: Sessions
  read: StateReader
  submit: Submit
  now(): Instant
  book: Book
}

/** An administrator at work: who, and from which address. */
export interface By { actor: Actor; where: string }
export interface NewPerson { id: string; login: string; name: string; rights: PersonRecord }
export interface ChangedPerson { id: string; login?: string | undefined; name?: string | undefined; rights?: PersonRecord | undefined }
/** `link` is null where the account was set up already: the same request again must not hand out a way into it. */
export interface MadePerson { person: string; link: InviteLink | null }

export type People = ReturnType<typeof openPeople>
type No = Rejection<string> | { fault: string }

/** An account whose rights never came to be is in nobody's way for long. */
const ORPHAN_MS = 3_600_000

/**
 * The same request always means the same person, so that one sent again, to whichever node and after whichever crash, makes nobody
 * twice.
 */
const personIdOf = (actor: Actor, id: string): string => `p-${createHash('sha256').update(`${actor.id}\n${id}`).digest('hex').slice(0, 24)}`

const doer = (by: By): Doer => ({ person: by.actor.id, address: by.where })

const no = (a: Exclude<CommandAnswer, { ok: true }>): No => ('fault' in a ? { fault: a.fault } : { rejected: a.rejected, detail: a.detail })

/**
 * Making and changing people: names in the accounts' table, rights in the log. Two writes, in this order, for two reasons. The account
 * comes first, because a row without rights can do nothing and is removed again, while a person in the log is there for ever; rights
 * of an existing person change first, because only they can be refused.
 */
export function openPeople(p: PeopleParts) {
  const put = (id: string, person: string, after: PersonRecord, by: By): Promise<CommandAnswer> =>
    p.submit({ id: `people-${id}`, type: 'PutPerson', body: { personId: person, after }, actor: by.actor })

  const isSame = (a: CommandAnswer): boolean => !a.ok && 'rejected' in a && a.rejected === 'nothing-changed'

  return {
    /** Makes a person with rights and answers the link with which it sets its password. */
    async make(b: NewPerson, by: By): Promise<MadePerson | No> {
      const person = personIdOf(by.actor, b.id)
      const login = loginOf(b.login)
      if (!(await p.accounts.add(person, login, b.name))) return { rejected: 'login-taken', detail: { login } }
      const answer = await put(b.id, person, b.rights, by)
      if (!answer.ok && !isSame(answer)) {
        // Refused for certain: the name is free again. After a fault nobody knows, and the same request finds out.
        if ('rejected' in answer && answer.rejected !== 'unavailable' && !p.read.get('person', person)) await p.accounts.remove(person)
        return no(answer)
      }
      const a = await p.accounts.byPerson(person)
      if (!(answer.ok && answer.replayed)) p.book.personChanged(doer(by), person, 'made', { roles: b.rights.roles.join(' ') })
      if (a?.password != null) return { person, link: null }
      return { person, link: await this.invite(person, 'enrol', by) as InviteLink }
    },

    /** Changes names or rights. `needsInvite`: its rights now need an authenticator it hasn't got. */
    async change(person: string, b: ChangedPerson, by: By): Promise<{ needsInvite: boolean } | No> {
      const before = p.read.get<PersonState>('person', person)
      if (!before) return { rejected: 'unknown-person', detail: { person } }
      if (b.rights) {
        const answer = await put(b.id, person, b.rights, by)
        if (!answer.ok && !isSame(answer)) return no(answer)
        const [from, to] = [before.roles.join(' '), b.rights.roles.join(' ')]
        if (answer.ok && !answer.replayed) p.book.personChanged(doer(by), person, 'rights', { from, to, active: String(b.rights.active) })
        if (!b.rights.active) await p.sessions.endAll(person, by.actor.id)
      }
      if (b.login !== undefined || b.name !== undefined) {
        const a = await p.accounts.byPerson(person)
        const login = b.login === undefined ? a?.login : loginOf(b.login)
        const name = b.name ?? a?.name
        if (!login || !name) return { rejected: 'unknown-person', detail: { person } }
        if (!(await p.accounts.name(person, login, name))) return { rejected: 'login-taken', detail: { login } }
        p.book.personChanged(doer(by), person, 'names')
      }
      const [a, after] = [await p.accounts.byPerson(person), p.read.get<PersonState>('person', person)!]
      return { needsInvite: after.active && (a?.password == null || (a.totp === null && needsSecondFactor(after.roles))) }
    },

    /** A link with which a person sets its password (`reset`), or password and authenticator (`enrol`), anew. */
    async invite(person: string, purpose: 'enrol' | 'reset', by: By): Promise<InviteLink | No> {
      const state = p.read.get<PersonState>('person', person)
      if (!state?.active || !(await p.accounts.byPerson(person))) return { rejected: 'unknown-person', detail: { person } }
      // One's own way back in is one's own password: a session left open must not become a new one.
      if (by.actor.id === person) return { rejected: 'own-rights' }
      p.book.inviteMade(doer(by), person, purpose)
      return p.invites.make(person, purpose, by.actor.id)
    },

    /** Ends every session of somebody else: a lost phone is out in seconds. */
    endSessions: (person: string, by: By): Promise<string[]> => p.sessions.endAll(person, by.actor.id),

    /** Takes away accounts whose rights were never recorded: their maker crashed in between and never came back. */
    async sweep(): Promise<void> {
      for (const person of await p.accounts.neverUsed(p.now() - ORPHAN_MS)) if (!p.read.get('person', person)) await p.accounts.remove(person)
    },
  }
}
