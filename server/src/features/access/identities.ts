import type pg from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'

/**
 * Who a person is at another sign-in provider: issuer and subject, which the provider never gives to somebody else. Never an e-mail
 * address, which is handed on (ASVS 10.5.3).
 */
export interface Identity { issuer: string; subject: string }

/** The person an identity is bound to, or null. */
export async function personOf(pool: pg.Pool, who: Identity): Promise<string | null> {
  const { rows } = await pool.query<{ person: string }>('select person from identity where issuer = $1 and subject = $2', [who.issuer, who.subject])
  return rows[0]?.person ?? null
}

/**
 * Binds an identity to the person of an invitation and uses the invitation up, both or neither. False when the invitation was used
 * meanwhile or the identity is somebody else's: of many at once one wins.
 */
export async function bind(pool: pg.Pool, who: Identity, invite: { hash: string; person: string }, now: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with claimed as (update invite set used = $4 where hash = $3 and used is null and expires > $4
       and not exists (select 1 from identity where issuer = $1 and subject = $2 and person <> $5) returning person)
     insert into identity (issuer, subject, person, bound) select $1, $2, person, $4 from claimed
     on conflict (issuer, person) do update set subject = excluded.subject, bound = excluded.bound`,
    [who.issuer, who.subject, invite.hash, now, invite.person])
  return rowCount === 1
}
