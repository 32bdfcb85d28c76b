import { PASSWORD_ADVISED, PASSWORD_MAX, PASSWORD_MIN } from '@liandong/shared/access/account'

/** How a new password stands against the rules that can be told while typing; whether it is a known one is the server's to say. */
export type PasswordStanding = 'empty' | 'short' | 'enough' | 'advised' | 'long'

export interface PasswordMeter {
  standing: PasswordStanding
  /** Characters as people count them. */
  length: number
  /** How many are missing to the next step; 0 when none is. */
  missing: number
  /** 0 to 1 of the advised length. */
  share: number
}

/** The server counts code points for the least length and units for the most, and so do we. */
export function measure(password: string): PasswordMeter {
  const length = [...password].length
  const standing = length === 0 ? 'empty' : length < PASSWORD_MIN ? 'short' : password.length > PASSWORD_MAX ? 'long' : length < PASSWORD_ADVISED ? 'enough' : 'advised'
  const goal = standing === 'empty' || standing === 'short' ? PASSWORD_MIN : PASSWORD_ADVISED
  return { standing, length, missing: Math.max(0, goal - length), share: Math.min(1, length / PASSWORD_ADVISED) }
}

/** Whether a new password may be sent: long enough, not too long, and typed twice alike. */
export const isReady = (password: string, again: string): boolean => ['enough', 'advised'].includes(measure(password).standing) && password === again
