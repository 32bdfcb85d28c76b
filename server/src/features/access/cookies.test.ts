import { expect, it } from 'vitest'
import { cookieOf, SESSION_COOKIE, tokenIn } from './cookies'
import { newToken } from './tokens'

it('is read exactly, or not at all', () => {
  const token = newToken()
  const read = (header?: string) => tokenIn(header, SESSION_COOKIE)
  expect(read(`a=b; ${SESSION_COOKIE}=${token}; c=d`)).toBe(token)
  for (const header of [
    undefined, '', `${SESSION_COOKIE}=`, `${SESSION_COOKIE}=${token}x`, `${SESSION_COOKIE}="${token}"`, `x${SESSION_COOKIE}=${token}`,
    `liandong=${token}`, `${SESSION_COOKIE.toLowerCase()}x=${token}`, `__host-liandong=${token}`, `${SESSION_COOKIE}=${token.slice(0, -1)}%41`,
  ]) expect(read(header), header).toBeNull()
})

it('planted beside the true one is nobody\'s', () => {
  expect(tokenIn(`${SESSION_COOKIE}=${newToken()}; ${SESSION_COOKIE}=${newToken()}`, SESSION_COOKIE)).toBeNull()
})

it('carries every flag', () => {
  expect(cookieOf(SESSION_COOKIE, 'T', 90_500)).toBe('__Host-liandong=T; Max-Age=90; Path=/; Secure; HttpOnly; SameSite=Strict')
})
