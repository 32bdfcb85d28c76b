import type pg from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'
import type { Cipher } from '../../platform/cipher'
import type { Passwords } from './passwords'
import { newRecoveryCodes, readRecoveryCode } from './recoveryCodes'
import { newTotpSecret, totpStep } from './totp'

export interface Account {
  person: string
  login: string
  name: string
  /** Argon2id in PHC form, or null while none was set. */
  password: string | null
  passwordAt: Instant | null
  /** Sealed. */
  totp: string | null
  totpBegun: string | null
  created: Instant
}

export interface AccountParts {
  /** A pool, or one connection within a transaction. */
  pool: Pick<pg.Pool, 'query'>
  cipher: Cipher
  passwords: Passwords
  /** Real UTC milliseconds, never a scenario's: authenticator apps know no other. */
  now(): Instant
}

export type Accounts = ReturnType<typeof openAccounts>

/** Scanning a picture and typing six digits takes a minute; a page forgotten half way is begun again. */
const BEGUN_FOR_MS = 15 * 60_000
const COLUMNS = `person, login, name, password, password_at::float8 as "passwordAt", totp, totp_begun as "totpBegun", created::float8 as created`

/** Codes to be told once, and what is kept of them. */
export async function freshRecoveryCodes(passwords: Passwords): Promise<{ codes: string[]; hashes: string[] }> {
  const codes = newRecoveryCodes()
  return { codes, hashes: await Promise.all(codes.map((c) => passwords.hash(readRecoveryCode(c)!.letters))) }
}

/** A second factor with its recovery codes in the place of any before: person, sealed secret, the step it was proven by, hashes. */
export const PUT_SECOND_FACTOR = `
with put as (update account set totp = $2, totp_step = $3, totp_begun = null where person = $1 returning person)
insert into recovery_code (person, nth, hash) select put.person, u.nth - 1, u.hash from put, unnest($4::text[]) with ordinality u (hash, nth)
on conflict (person, nth) do update set hash = excluded.hash`

/** What an authenticator's secret is sealed for. */
export const totpContext = (person: string): string => `totp:${person}`

/** Two who take the same name at the same instant: one of them is told. */
function takenIsNone(e: Error & { code?: string }): { rowCount: number } {
  if (e.code === '23505') return { rowCount: 0 }
  throw e
}

/** The accounts' table: every change that two may try at once is one statement, which only one of them wins. */
export function openAccounts(p: AccountParts) {
  const one = async (where: string, value: string): Promise<Account | null> =>
    (await p.pool.query<Account>(`select ${COLUMNS} from account where ${where}`, [value])).rows[0] ?? null

  /** Uses up a step of the authenticator: never again this one or an older one, on any node. */
  async function useTotp(a: Account, code: string): Promise<boolean> {
    if (a.totp === null) return false
    const step = totpStep(p.cipher.open(a.totp, totpContext(a.person)), code, p.now())
    if (step === null) return false
    const r = await p.pool.query('update account set totp_step = $3 where person = $1 and totp = $2 and totp_step < $3', [a.person, a.totp, step])
    return r.rowCount === 1
  }

  async function useRecovery(a: Account, typed: string): Promise<boolean> {
    const code = readRecoveryCode(typed)
    if (!code) return false
    const { rows } = await p.pool.query<{ hash: string }>('select hash from recovery_code where person = $1 and nth = $2', [a.person, code.nth])
    if (!(await p.passwords.verify(rows[0]?.hash, code.letters))) return false
    const r = await p.pool.query('delete from recovery_code where person = $1 and nth = $2 and hash = $3', [a.person, code.nth, rows[0]!.hash])
    return r.rowCount === 1
  }

  return {
    byLogin: (login: string): Promise<Account | null> => one('login = $1', login),
    byPerson: (person: string): Promise<Account | null> => one('person = $1', person),

    async all(): Promise<Account[]> {
      return (await p.pool.query<Account>(`select ${COLUMNS} from account order by login`)).rows
    },

    /** Accounts older than an instant that nobody has ever set a password for. */
    async neverUsed(before: Instant): Promise<string[]> {
      return (await p.pool.query<{ person: string }>('select person from account where password is null and created < $1', [before])).rows.map((r) => r.person)
    },

    /** Adds an account that can't sign in yet; false when the sign-in name is taken. The same again changes nothing. */
    async add(person: string, login: string, name: string): Promise<boolean> {
      const r = await p.pool.query<{ login: string }>(
        'with made as (insert into account (person, login, name, created) values ($1, $2, $3, $4) on conflict do nothing returning login) select login from made union all select login from account where person = $1',
        [person, login, name, p.now()])
      return r.rows[0]?.login === login
    },

    /** Takes away an account that never came into use. */
    async remove(person: string): Promise<void> {
      await p.pool.query('delete from account where person = $1 and password is null', [person])
    },

    /** Sets both names of a person, who may not have had an account; false when the sign-in name is somebody else's. */
    async name(person: string, login: string, name: string): Promise<boolean> {
      const r = await p.pool.query(
        `insert into account (person, login, name, created) select $1, $2, $3, $4 where not exists (select 1 from account where login = $2 and person <> $1)
         on conflict (person) do update set login = $2, name = $3`, [person, login, name, p.now()]).catch(takenIsNone)
      return r.rowCount === 1
    },

    /** Sets a password; only over the one it was checked against, so that of two changes at once one is refused. */
    async setPassword(a: Account, password: string): Promise<boolean> {
      const hash = await p.passwords.hash(password)
      const r = await p.pool.query('update account set password = $2, password_at = $3 where person = $1 and password is not distinct from $4', [a.person, hash, p.now(), a.password])
      return r.rowCount === 1
    },

    /** Which second factor a text is, using it up; null for a wrong one, or one used before. */
    async useSecondFactor(a: Account, typed: string): Promise<'totp' | 'recovery' | null> {
      if (/^\d{6}$/.test(typed)) return (await useTotp(a, typed)) ? 'totp' : null
      return (await useRecovery(a, typed)) ? 'recovery' : null
    },

    /** A fresh secret for an authenticator, in force once a code of it was seen (`confirmTotp`). */
    async beginTotp(person: string): Promise<string> {
      const secret = newTotpSecret()
      await p.pool.query('update account set totp_begun = $2, totp_begun_at = $3 where person = $1', [person, p.cipher.seal(secret, totpContext(person)), p.now()])
      return secret
    },

    /**
     * Puts the begun authenticator into force and answers fresh recovery codes, told once. `wrong` for a wrong code; null when none
     * was begun, or somebody else was quicker: of many at once exactly one gets the codes.
     */
    async confirmTotp(a: Account, code: string): Promise<string[] | 'wrong' | null> {
      if (a.totpBegun === null) return null
      const secret = p.cipher.open(a.totpBegun, totpContext(a.person))
      const step = totpStep(secret, code, p.now())
      if (step === null) return 'wrong'
      // Taken away first, so that the slow hashes are made by the winner alone; a crash in between leaves what was in force before.
      const r = await p.pool.query('update account set totp_begun = null where person = $1 and totp_begun = $2 and totp_begun_at > $3', [a.person, a.totpBegun, p.now() - BEGUN_FOR_MS])
      if (r.rowCount !== 1) return null
      const { codes, hashes } = await freshRecoveryCodes(p.passwords)
      await p.pool.query(PUT_SECOND_FACTOR, [a.person, p.cipher.seal(secret, totpContext(a.person)), step, hashes])
      return codes
    },

    async recoveryCodesLeft(person: string): Promise<number> {
      return (await p.pool.query<{ n: number }>('select count(*)::int as n from recovery_code where person = $1', [person])).rows[0]!.n
    },
  }
}
