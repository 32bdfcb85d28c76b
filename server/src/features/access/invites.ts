import type pg from 'pg'
import { loginOf, type AccountCode, type SignedInBy } from '@liandong/shared/access/account'
import { needsSecondFactor } from '@liandong/shared/access/roles'
import type { Instant, Rejection, StateReader } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import type { Cipher } from '../../platform/cipher'
import { freshRecoveryCodes, PUT_SECOND_FACTOR, totpContext, type Account, type Accounts } from './accounts'
import type { Attempts } from './attempts'
import type { Book } from './book'
import { FIRST_PERSON, FIRST_RIGHTS, hasSecAdmin, putFirst, type Submit } from './firstPerson'
import { findInvite, inviteContext, makeInvite, type Invite, type InviteLink, type InvitePurpose } from './inviteTable'
import { passwordFault } from './passwordRules'
import type { Passwords } from './passwords'
import type { Sessions } from './sessions'
import { tooFast } from './signIn'
import { newTotpSecret, totpStep, totpUri } from './totp'

export interface InviteParts {
  pool: pg.Pool
  accounts: Accounts
  sessions: Sessions
  passwords: Passwords
  attempts: Attempts
  cipher: Cipher
  read: StateReader
  submit: Submit
  now(): Instant
  book: Book
}

export type Invites = ReturnType<typeof openInvites>

/** What an invitation asks for. `enrol`: an authenticator is set up with it; `show`: a code of the one in force proves who uses it. */
export interface InviteAsks { purpose: InvitePurpose; login: string | null; name: string | null; secondFactor: 'enrol' | 'show' | 'none'; expires: Instant }
export interface InviteFilled { login?: string | undefined; name?: string | undefined; password: string; code?: string | undefined }
export interface InviteUsed { person: string; how: SignedInBy; recoveryCodes: string[] }

type Code = AccountCode | 'too-fast' | 'unavailable' | 'invalid-command'
type No = Rejection<Code>
const NOT_VALID: No = { rejected: 'invite-not-valid' }

/** A second factor about to be put into force. */
interface Proven { how: SignedInBy; totp: { secret: string; step: number } | null }

/** Invitations: how an account comes to its password and its authenticator without anybody else ever knowing them. */
export function openInvites(p: InviteParts) {
  const personOf = (i: Invite) => (i.purpose === 'set-up' ? { ...FIRST_RIGHTS, id: FIRST_PERSON } : p.read.get<PersonState>('person', i.person))

  /** The invitation of a token with whom it is for, while both are good. */
  async function open(token: string): Promise<{ i: Invite; a: Account | null; person: PersonState } | null> {
    const i = await findInvite(p.pool, p.now(), token)
    const person = i && personOf(i)
    // Whoever set up an installation closes that door behind itself, whatever other links were printed.
    if (!i || !person?.active || (i.purpose === 'set-up' && hasSecAdmin(p.read))) return null
    const a = await p.accounts.byPerson(i.person)
    return i.purpose === 'set-up' || a ? { i, a, person } : null
  }

  function asks(i: Invite, a: Account | null, person: PersonState): InviteAsks['secondFactor'] {
    if (i.purpose === 'reset' && a?.totp) return 'show'
    return needsSecondFactor(person.roles) ? 'enrol' : 'none'
  }

  /** Checks the second factor an invitation asks for. */
  async function prove(i: Invite, a: Account | null, person: PersonState, code: string | undefined, where: string): Promise<Proven | No> {
    const what = asks(i, a, person)
    if (what === 'none') return { how: 'password', totp: null }
    if (!code) return { rejected: 'second-factor-needed' }
    const wait = p.attempts.beginCode({ login: i.person, address: where, knownSeat: `invite ${i.hash}` })
    if (wait > 0) return tooFast(wait)
    if (what === 'show') {
      const how = await p.accounts.useSecondFactor(a!, code)
      return how ? { how, totp: null } : { rejected: 'second-factor-wrong' }
    }
    if (i.totp === null) return { rejected: 'second-factor-not-begun' }
    const secret = p.cipher.open(i.totp, inviteContext(i.hash))
    const step = totpStep(secret, code, p.now())
    return step === null ? { rejected: 'second-factor-wrong' } : { how: 'totp', totp: { secret, step } }
  }

  /**
   * Uses the invitation up and writes the account, both or neither. Of many at once one wins. False when it was used meanwhile, or
   * the sign-in name is somebody else's.
   */
  async function write(i: Invite, login: string, name: string, password: string, proven: Proven, recovery: string[]): Promise<'done' | 'used' | 'taken'> {
    const hash = await p.passwords.hash(password)
    const client = await p.pool.connect()
    try {
      await client.query('begin')
      // All links that were ever printed for the first person are one: it is made once.
      const claimed = await client.query<{ hash: string }>(
        `update invite set used = $2 where (hash = $1 or ($3 and purpose = 'set-up')) and used is null and expires > $2 returning hash`,
        [i.hash, p.now(), i.purpose === 'set-up'])
      if (!claimed.rows.some((r) => r.hash === i.hash)) return await rolledBack(client, 'used')
      const put = await client.query(
        `insert into account (person, login, name, password, password_at, created) values ($1, $2, $3, $4, $5, $5) on conflict (person) do update
         set login = $2, name = $3, password = $4, password_at = $5 where not exists (select 1 from account o where o.login = $2 and o.person <> $1)`,
        [i.person, login, name, hash, p.now()])
      if (put.rowCount !== 1) return await rolledBack(client, 'taken')
      if (i.purpose !== 'reset') {
        await client.query('update account set totp = null, totp_begun = null where person = $1', [i.person])
        await client.query('delete from recovery_code where person = $1', [i.person])
      }
      if (proven.totp) await client.query(PUT_SECOND_FACTOR, [i.person, p.cipher.seal(proven.totp.secret, totpContext(i.person)), proven.totp.step, recovery])
      await client.query('commit')
      return 'done'
    } catch (e) {
      await client.query('rollback').catch(() => undefined)
      if ((e as { code?: string }).code === '23505') return 'taken'
      throw e
    } finally {
      client.release()
    }
  }

  return {
    make: (person: string, purpose: InvitePurpose, by: string | null): Promise<InviteLink> => makeInvite(p.pool, p.now(), { person, purpose, by }),

    /** What a link is for and what it asks, or null for one that is used, past or never was. */
    async look(token: string): Promise<InviteAsks | null> {
      const o = await open(token)
      return o && { purpose: o.i.purpose, login: o.a?.login ?? null, name: o.a?.name ?? null, secondFactor: asks(o.i, o.a, o.person), expires: o.i.expires }
    },

    /** A fresh authenticator for whoever holds the link; in force when a code of it comes with the rest. */
    async beginTotp(token: string, login?: string): Promise<{ secret: string; uri: string } | null> {
      const o = await open(token)
      if (!o || asks(o.i, o.a, o.person) !== 'enrol') return null
      const secret = newTotpSecret()
      const r = await p.pool.query('update invite set totp = $2 where hash = $1 and used is null', [o.i.hash, p.cipher.seal(secret, inviteContext(o.i.hash))])
      return r.rowCount === 1 ? { secret, uri: totpUri(secret, o.a?.login ?? login ?? '') } : null
    },

    /** Uses a link: password, name for the first person, second factor. Everything the account was signed in with before is over. */
    async use(token: string, filled: InviteFilled, where: string): Promise<InviteUsed | No> {
      const o = await open(token)
      const refuse = (no: No): No => {
        p.book.inviteUsed({ person: o?.i.person ?? null, address: where }, o?.i.purpose ?? '', no.rejected)
        return no
      }
      if (!o) return refuse(NOT_VALID)
      const { i, a, person } = o
      // Only the first person chooses its own: nobody was there to give it a name.
      const own = i.purpose === 'set-up' ? { login: filled.login && loginOf(filled.login), name: filled.name } : {}
      const login = own.login ?? a?.login
      const name = own.name ?? a?.name
      if (!login || !name) return { rejected: 'invalid-command', detail: { type: 'invite', at: login ? '/name' : '/login', why: 'is missing' } }
      const fault = passwordFault(filled.password, login)
      if (fault) return fault
      const proven = await prove(i, a, person, filled.code, where)
      if ('rejected' in proven) return proven.rejected === 'second-factor-needed' ? proven : refuse(proven)
      const recovery = proven.totp ? await freshRecoveryCodes(p.passwords) : { codes: [], hashes: [] }
      const done = await write(i, login, name, filled.password, proven, recovery.hashes)
      if (done !== 'done') return refuse(done === 'used' ? NOT_VALID : { rejected: 'login-taken', detail: { login } })
      if (i.purpose === 'set-up' && !(await putFirst(p.submit, p.read, i.hash))) {
        // The link counts again. What it wrote stays: without rights it can do nothing, and if the log did take them after all, its
        // owner signs in with it.
        await p.pool.query('update invite set used = null where hash = $1', [i.hash])
        return refuse({ rejected: 'unavailable' })
      }
      await p.sessions.endAll(i.person, i.person)
      p.book.inviteUsed({ person: i.person, address: where }, i.purpose, null)
      if (proven.totp) p.book.secondFactorSet({ person: i.person, address: where })
      return { person: i.person, how: proven.how, recoveryCodes: recovery.codes }
    },

    /** The link for the first administrator of an installation that has none; null when it has one. Each start makes one anew. */
    async firstLink(): Promise<InviteLink | null> {
      if (hasSecAdmin(p.read)) return null
      const link = await makeInvite(p.pool, p.now(), { person: FIRST_PERSON, purpose: 'set-up', by: null })
      p.book.inviteMade({ person: null }, FIRST_PERSON, 'set-up')
      return link
    },

    /** Removes what is long past. */
    async sweep(): Promise<void> {
      await p.pool.query('delete from invite where coalesce(used, expires) < $1', [p.now() - 30 * 24 * 3_600_000])
    },
  }
}

async function rolledBack<T>(client: pg.PoolClient, answer: T): Promise<T> {
  await client.query('rollback')
  return answer
}
