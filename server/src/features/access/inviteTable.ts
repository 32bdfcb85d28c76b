import type pg from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'
import { hashOfToken, newToken } from './tokens'

/**
 * What an invitation is for. `set-up`: the first administrator of an installation; `enrol`: password and, where the roles need it, an
 * authenticator, anew; `reset`: a new password for somebody who still has the authenticator.
 */
export const INVITE_PURPOSES = ['set-up', 'enrol', 'reset'] as const
export type InvitePurpose = (typeof INVITE_PURPOSES)[number]

export interface Invite {
  hash: string
  person: string
  purpose: InvitePurpose
  /** The secret of an authenticator begun with it, sealed. */
  totp: string | null
  expires: Instant
}

export interface InviteLink {
  /** Path and fragment: what stands behind `#` never leaves the browser, so it reaches no log and no other site. */
  path: string
  expires: Instant
}

/** Long enough for a weekend; ASVS 6.4.1 asks that they run out. */
export const INVITE_FOR_MS = 72 * 3_600_000

/** Makes an invitation in the place of any other of this person. */
export async function makeInvite(pool: pg.Pool, now: Instant, invite: { person: string; purpose: InvitePurpose; by: string | null }): Promise<InviteLink> {
  const token = newToken()
  const expires = now + INVITE_FOR_MS
  await pool.query(
    `with old as (delete from invite where person = $2 and used is null)
     insert into invite (hash, person, purpose, made_by, created, expires) values ($1, $2, $3, $4, $5, $6)`,
    [hashOfToken(token), invite.person, invite.purpose, invite.by, now, expires])
  return { path: `/setup#${token}`, expires }
}

/** The invitation of a token while it can be used. */
export async function findInvite(pool: pg.Pool, now: Instant, token: string): Promise<Invite | null> {
  const { rows } = await pool.query<Invite>(
    'select hash, person, purpose, totp, expires::float8 as expires from invite where hash = $1 and used is null and expires > $2', [hashOfToken(token), now])
  return rows[0] ?? null
}

/** What an authenticator begun with an invitation is sealed for. */
export const inviteContext = (hash: string): string => `invite:${hash}`
