import { randomInt } from 'node:crypto'

/** Without letters and digits that are mistaken for each other on paper. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 12
const HOW_MANY = 10

/**
 * Ten codes of 60 bits, such as `3-K7QX-9MPA-TT4C`. The first digit only says which of the ten it is, so that one slow hash is
 * compared and not ten.
 */
export function newRecoveryCodes(): string[] {
  const letters = () => Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: HOW_MANY }, (_, nth) => `${nth}-${letters().replace(/(.{4})(?=.)/g, '$1-')}`)
}

/** A code as typed, with or without dashes and in either case; null for what is none. */
export function readRecoveryCode(typed: string): { nth: number; letters: string } | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '')
  const fits = new RegExp(`^(\\d)([${ALPHABET}]{${LENGTH}})$`).exec(plain)
  return fits && { nth: Number(fits[1]), letters: fits[2]! }
}
