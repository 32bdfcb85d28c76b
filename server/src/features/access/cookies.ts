/** The session's cookie. `__Host-` makes the browser itself insist on Secure, this host alone and the whole path (ASVS 3.3.3). */
export const SESSION_COOKIE = '__Host-liandong'
/** Says that this browser has signed in here before; opens nothing by itself (see `attempts.ts`). */
export const SEAT_COOKIE = '__Host-liandong-seat'

/** A browser's way to a sign-in provider and back, sealed. */
export const TRIP_COOKIE = '__Host-liandong-trip'

const TOKEN = /^[A-Za-z0-9_-]{43}$/
/** A sealed text of the keyring. */
export const SEALED = /^[A-Za-z0-9_.-]{1,2000}$/
const FLAGS = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** A `Set-Cookie` value that lasts so many milliseconds. */
export const cookieOf = (name: string, token: string, forMs: number): string => `${name}=${token}; Max-Age=${Math.max(0, Math.floor(forMs / 1000))}; ${FLAGS}`

/** A cookie that no disk keeps: it is gone when the browser closes. */
export const cookieInMemory = (name: string, token: string): string => `${name}=${token}; ${FLAGS}`

/** Takes the cookie away again. */
export const noCookie = (name: string): string => `${name}=; Max-Age=0; ${FLAGS}`

/**
 * The token of a cookie in a `Cookie` header, or null. The same name twice is nobody's: one of them was planted, and whoever picks
 * may pick the wrong one.
 */
export function tokenIn(header: string | undefined, name: string, form: RegExp = TOKEN): string | null {
  const values = (header ?? '').split(';').map((c) => c.trim()).filter((c) => c.startsWith(`${name}=`)).map((c) => c.slice(name.length + 1))
  return values.length === 1 && form.test(values[0]!) ? values[0]! : null
}
