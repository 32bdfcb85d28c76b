import { dictionary } from '@zxcvbn-ts/language-common'
import { PASSWORD_MIN, type AccountCode } from '@liandong/shared/access/account'
import type { Rejection } from '@liandong/shared/kernel/decider'

/** The 49,000 commonest passwords of known leaks, lower case (ASVS 6.2.4 asks 3,000), and this product's own words. */
const COMMON = new Set<string>([...dictionary['passwords-common'], 'liandong', 'admin', 'dispatch', 'wucheng', 'jinhua'])

/** Fewer different letters than this is a pattern, whatever its length. */
const DIFFERENT = 5

/** Digits and signs at both ends, and what people write for letters, are the first things a guesser tries. */
function bare(password: string): string {
  return password.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
}

/** A run of neighbours such as 123456789012 or abcdefghijkl, up or down. */
function isRun(password: string): boolean {
  const codes = [...password].map((c) => c.codePointAt(0)!)
  const steps = new Set(codes.slice(1).map((c, i) => (c - codes[i]! + 10) % 10))
  return codes.every((c) => c >= 48 && c <= 57) ? steps.size === 1 : codes.slice(1).every((c, i) => Math.abs(c - codes[i]!) === 1)
}

function isRepeat(password: string): boolean {
  for (let n = 1; n <= password.length / 2; n++) {
    const piece = password.slice(0, n)
    if (piece.repeat(Math.ceil(password.length / n)).slice(0, password.length) === password && (n < 4 || COMMON.has(piece))) return true
  }
  return false
}

/** Why a new password is refused, or null. No rule about kinds of characters: length and not being known are what counts (ASVS 6.2.5). */
export function passwordFault(password: string, login: string): Rejection<AccountCode> | null {
  if ([...password].length < PASSWORD_MIN) return { rejected: 'password-too-short', detail: { min: PASSWORD_MIN } }
  const low = password.toLowerCase()
  const core = bare(password)
  const known = COMMON.has(low) || COMMON.has(core) || core === '' && new Set(low).size < 8
  const named = login.length >= 3 && low.replaceAll(login, '').length < PASSWORD_MIN / 2
  if (known || named || new Set(low).size < DIFFERENT || isRun(low) || isRepeat(low)) return { rejected: 'password-too-common' }
  return null
}
