import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/**
 * Seals texts that may be read again (contacts, second-factor secrets). `context` names the place a sealed text belongs to, for instance
 * `totp:PERSON`: carried to another row it doesn't open there. Throws `CannotOpen`.
 */
export interface Cipher {
  seal(text: string, context: string): string
  open(sealed: string, context: string): string
}

/** A sealed text that this key can't open. It never repeats a word of what it was given. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen'
}

/** AES-256. */
export const KEY_BYTES = 32
/** 96 bits, the length GCM is made for (NIST SP 800-38D, 5.2.1.1); drawn by chance for each text. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'
/** How a sealed text begins: what it is and in which form, should the form ever change. */
const FORM = 's1'

/** A key's name, which tells nothing about the key. */
export const keyIdOf = (key: Buffer): string => createHmac('sha256', key).update('liandong key id').digest('base64url').slice(0, 12)

export const newKey = (): Buffer => randomBytes(KEY_BYTES)

/** The key id a sealed text names. Throws `CannotOpen` for anything that was never sealed. */
export function keyIdIn(sealed: string): string {
  const [form, id, , more] = sealed.split('.')
  if (form !== FORM || !id || more !== undefined) throw new CannotOpen('This was not sealed here.')
  return id
}

/** AES-256-GCM with the context as additional data: `s1.KEY-ID.BASE64URL(nonce, ciphertext, tag)`. */
export function sealBytes(key: Buffer, bytes: Buffer, context: string): string {
  const id = keyIdOf(key)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(`${id}\n${context}`))
  const body = Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  return `${FORM}.${id}.${body.toString('base64url')}`
}

/** @throws CannotOpen when the key is another one, the text was changed or it belongs to another place. */
export function openBytes(key: Buffer, sealed: string, context: string): Buffer {
  const id = keyIdIn(sealed)
  const body = Buffer.from(sealed.slice(FORM.length + id.length + 2), 'base64url')
  if (id !== keyIdOf(key) || body.length < NONCE_BYTES + TAG_BYTES) throw new CannotOpen('This was sealed with another key.')
  const end = body.length - TAG_BYTES
  try {
    const decipher = createDecipheriv(ALGORITHM, key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(`${id}\n${context}`)).setAuthTag(body.subarray(end))
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, end)), decipher.final()])
  } catch {
    throw new CannotOpen('What was sealed was changed, or belongs to another place.')
  }
}

/** A cipher of one key. */
export const cipherOf = (key: Buffer): Cipher => ({
  seal: (text, context) => sealBytes(key, Buffer.from(text, 'utf8'), context),
  open: (sealed, context) => openBytes(key, sealed, context).toString('utf8'),
})
