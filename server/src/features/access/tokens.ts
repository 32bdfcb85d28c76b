import { createHash, randomBytes } from 'node:crypto'

/** A secret of 256 bits, to be handed out once: fit for a cookie, a link or a header. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What of a token is stored. With 256 bits of chance in it a plain hash can't be turned round (ASVS 6.5.2). */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')
