import { Secret, TOTP } from 'otpauth'
import type { Instant } from '@liandong/shared/kernel/decider'

/** RFC 6238 as every authenticator app knows it. */
const FORM = { issuer: 'Liandong', algorithm: 'SHA1', digits: 6, period: 30 } as const
const STEP_MS = FORM.period * 1000
/** Clocks of phones and the time it takes to type: one step before and after. */
const WINDOW = 1

/** A fresh secret of 160 bits, base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

/** What an authenticator app scans. */
export const totpUri = (secret: string, login: string): string => new TOTP({ ...FORM, label: login, secret }).toString()

/** The step a code belongs to, or null for a wrong one. Whether the step was used before is the database's to say. */
export function totpStep(secret: string, code: string, now: Instant): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = new TOTP({ ...FORM, secret }).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? null : Math.floor(now / STEP_MS) + delta
}

/** The code an app would show: for tests and drills. */
export const totpCode = (secret: string, now: Instant): string => new TOTP({ ...FORM, secret }).generate({ timestamp: now })
