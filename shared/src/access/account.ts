import Type from 'typebox'

/** Why a sign-in, a password, a second factor or an invitation was refused. */
export const ACCOUNT_CODES = [
  'sign-in-refused', 'second-factor-needed', 'second-factor-missing', 'second-factor-wrong', 'second-factor-not-begun',
  'password-wrong', 'password-too-short', 'password-too-common', 'invite-not-valid', 'login-taken', 'unknown-session',
] as const
export type AccountCode = (typeof ACCOUNT_CODES)[number]

/** How somebody proved who it is, as its session keeps it. `demo` needs no proof and exists in the demonstration only. */
export const SIGNED_IN_BY = ['password', 'totp', 'recovery', 'oidc', 'demo', 'device'] as const
export type SignedInBy = (typeof SIGNED_IN_BY)[number]

/** Shorter is refused; NIST SP 800-63B-4 and ASVS 6.2.1 ask 8 beside a second factor, and advise 15. */
export const PASSWORD_MIN = 12
export const PASSWORD_ADVISED = 15
/** Long sentences are welcome; whole files are not. ASVS 6.2.9 asks at least 64. */
export const PASSWORD_MAX = 256

/**
 * A sign-in name: letters without look-alikes, so that nobody can pass for another on a list. Upper and lower case are the same
 * name (`loginOf`).
 */
const LOGIN = '^[A-Za-z0-9][A-Za-z0-9._@-]{1,59}$'
export const Login = Type.String({ minLength: 2, maxLength: 60, pattern: LOGIN })
export const loginOf = (typed: string): string => typed.toLowerCase()
export const isLogin = (typed: string): boolean => new RegExp(LOGIN).test(typed)

/** What people are called on administrators' pages: one line, no markup. */
export const DisplayName = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f\\u007f<>]+$' })
