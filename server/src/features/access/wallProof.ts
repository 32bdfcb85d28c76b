import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type pg from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'
import { hashOfToken, newToken } from './tokens'

/** A screen's public key on P-256: the two coordinates, as in a JWK. */
export interface WallKey { x: string; y: string }

/** The key, or null where the coordinates are no point of the curve. */
function keyOf(k: WallKey): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: k.x, y: k.y }, format: 'jwk' })
  } catch {
    return null
  }
}

export const isKey = (k: WallKey): boolean => keyOf(k) !== null
export const keyText = (k: WallKey): string => `${k.x}.${k.y}`

/** Whether a text was signed (ECDSA, SHA-256, 64 bytes in base64url) by the key kept as `keyText`. */
export function isSigned(key: string, text: string, signature: string): boolean {
  const [x = '', y = ''] = key.split('.')
  const known = keyOf({ x, y })
  return known !== null && verify('sha256', Buffer.from(text), { key: known, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
}

/** Long enough for a slow wall, too short to keep. */
export const NONCE_MS = 60_000
/** Open at once of one screen: a flood of questions leaves no more. */
const AT_MOST = 8

export type Nonces = ReturnType<typeof openNonces>

/** Numbers to sign: each for one screen, for a minute, once. */
export function openNonces(pool: Pick<pg.Pool, 'query'>, now: () => Instant) {
  return {
    async make(whose: string): Promise<string> {
      const nonce = newToken()
      await pool.query('insert into wall_nonce (hash, whose, expires) values ($1, $2, $3)', [hashOfToken(nonce), whose, now() + NONCE_MS])
      await pool.query('delete from wall_nonce where hash in (select hash from wall_nonce where whose = $1 order by expires desc, hash offset $2)', [whose, AT_MOST])
      return nonce
    },
    /** Uses one up; false when it is somebody else's, too old, used or never was. */
    async use(nonce: string, whose: string): Promise<boolean> {
      const r = await pool.query('delete from wall_nonce where hash = $1 and whose = $2 and expires > $3', [hashOfToken(nonce), whose, now()])
      return r.rowCount === 1
    },
    async sweep(): Promise<void> {
      await pool.query('delete from wall_nonce where expires <= $1', [now()])
    },
  }
}
