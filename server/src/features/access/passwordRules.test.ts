import { expect, it } from 'vitest'
import { passwordFault } from './passwordRules'

it('a password is at least twelve characters long, whatever they are', () => {
  expect(passwordFault('kX9#mQ2$vL7', 'zhang')).toEqual({ rejected: 'password-too-short', detail: { min: 12 } })
  expect(passwordFault('kX9#mQ2$vL7!', 'zhang')).toBeNull()
  expect(passwordFault('雨后的山路有七座桥和一口井', 'zhang')).toBeNull()
  expect(passwordFault('seven bridges, one old well', 'zhang')).toBeNull()
})

it.each([
  'Password1234', 'qwertyuiop12', '1qaz2wsx3edc', 'administrator', 'liandong2026!', '123456789012', '098765432109', 'abcdefghijkl', 'aaaaaaaaaaaab',
  'abcabcabcabc', 'passwordpassword', 'zhang.wei.123', 'Zhang.Wei!Zhang.Wei', '202611230000',
])('a password everybody tries is refused: %s', (password) => expect(passwordFault(password, 'zhang.wei')).toEqual({ rejected: 'password-too-common' }))
