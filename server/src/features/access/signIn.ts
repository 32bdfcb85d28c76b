import type pg from 'pg'
import { isLogin, loginOf, type AccountCode, type SignedInBy } from '@liandong/shared/access/account'
import { needsSecondFactor } from '@liandong/shared/access/roles'
import type { Instant, Rejection } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import type { Account, Accounts } from './accounts'
import type { Attempts, Trier } from './attempts'
import type { Book } from './book'
import type { Passwords } from './passwords'
import type { Sessions } from './sessions'
import { openKnownSeats } from './knownSeats'

export interface SignInParts {
  pool: pg.Pool
  accounts: Accounts
  sessions: Sessions
  passwords: Passwords
  attempts: Attempts
  /** The rights of a person now, from the engine's memory. */
  person(id: string): PersonState | undefined
  now(): Instant
  book: Book
}

/** Where somebody asks from. `seat` is the mark of a browser that has signed in here before. */
export interface From { address: string; agent: string; seat: string | null }
export interface SignedIn { token: string; ends: Instant; seat: string; person: string }
export interface Typed { password: string; code?: string | undefined }

export type SignIn = ReturnType<typeof openSignIn>
type No = Rejection<AccountCode | 'too-fast'>

export const tooFast = (waitMs: number): No => ({ rejected: 'too-fast', detail: { retryAfterS: Math.ceil(waitMs / 1000) } })

/** Who somebody is, by password and second factor. Every wrong thing is one and the same "no" that took the same time. */
export function openSignIn(p: SignInParts) {
  const seats = openKnownSeats(p.pool, p.now)

  /** The second factor of an account whose password was right, where it has one. */
  async function second(a: Account, roles: PersonState['roles'], code: string | undefined, t: Trier): Promise<SignedInBy | No> {
    if (a.totp === null) return needsSecondFactor(roles) ? { rejected: 'second-factor-missing' } : 'password'
    if (code === undefined || code === '') return { rejected: 'second-factor-needed' }
    const wait = p.attempts.beginCode(t)
    if (wait > 0) return tooFast(wait)
    const how = await p.accounts.useSecondFactor(a, code)
    if (how === null) return { rejected: 'sign-in-refused' }
    p.attempts.codePassed(t)
    if (how === 'recovery') p.book.recoveryCodeUsed({ person: a.person, address: t.address }, await p.accounts.recoveryCodesLeft(a.person))
    return how
  }

  async function proof(a: Account | null, typed: Typed, t: Trier): Promise<No | null> {
    const wait = p.attempts.begin(t)
    if (wait > 0) return tooFast(wait)
    if (!(await p.passwords.verify(a?.password, typed.password)) || !a) return { rejected: 'password-wrong' }
    if (a.totp !== null) {
      if (!typed.code) {
        p.attempts.undone(t)
        return { rejected: 'second-factor-needed' }
      }
      const slow = p.attempts.beginCode(t)
      if (slow > 0) return tooFast(slow)
      if ((await p.accounts.useSecondFactor(a, typed.code)) === null) return { rejected: 'second-factor-wrong' }
      p.attempts.codePassed(t)
    }
    p.attempts.passed(t)
    return null
  }

  async function begin(person: string, how: SignedInBy, from: From): Promise<SignedIn> {
    const seat = await seats.mark(from.seat, person)
    const { token, ends, id } = await p.sessions.begin({ person }, how, from)
    p.book.signedIn({ person, address: from.address }, how, id)
    return { token, ends, seat, person }
  }

  return {
    /** Opens a session for whoever knows the password and holds the second factor. */
    async signIn(typed: Typed & { login: string }, from: From): Promise<SignedIn | No> {
      const login = loginOf(typed.login)
      // What can't be a name isn't asked for: the database has its own opinion of some characters.
      const a = isLogin(login) ? await p.accounts.byLogin(login) : null
      const knownSeat = a && (await seats.isKnown(from.seat, a.person)) ? from.seat : null
      const t: Trier = { login, address: from.address, knownSeat }
      const refuse = (no: No, why: string): No => {
        p.book.signInRefused({ person: a?.person ?? null, address: from.address }, why)
        return no
      }
      const wait = p.attempts.begin(t)
      if (wait > 0) return refuse(tooFast(wait), 'too-fast')
      const right = await p.passwords.verify(a?.password, typed.password)
      const person = a ? p.person(a.person) : undefined
      if (!a || !right || !person?.active) return refuse({ rejected: 'sign-in-refused' }, !a ? 'name' : !right ? 'password' : 'out-of-service')
      const how = await second(a, person.roles, typed.code, t)
      if (typeof how === 'string') {
        p.attempts.passed(t)
        return begin(a.person, how, from)
      }
      if (how.rejected === 'second-factor-needed') {
        p.attempts.undone(t)
        return how
      }
      return refuse(how, how.rejected === 'sign-in-refused' ? 'code' : how.rejected)
    },

    /** Opens a session for somebody who has just proven itself in another way: an invitation, a provider. */
    begin,

    /**
     * Asks somebody who is signed in to prove itself again, before something that can't be taken back; `door` is for what. Null when it
     * did. Guesses are counted for the session, so that they slow nobody else.
     */
    async proveAgain(seat: { person: string; session: string }, typed: Typed, address: string, door: string): Promise<No | null> {
      const a = await p.accounts.byPerson(seat.person)
      const no = await proof(a, typed, { login: a?.login ?? seat.person, address, knownSeat: `session ${seat.session}` })
      if (no?.rejected !== 'second-factor-needed') p.book.provenAgain({ person: seat.person, address }, door, no?.rejected ?? null)
      return no
    },

    sweep: seats.sweep,
  }
}
