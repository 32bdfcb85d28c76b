import { expect, it } from 'vitest'
import { newRecoveryCodes, readRecoveryCode } from './recoveryCodes'
import { newTotpSecret, totpStep, totpUri } from './totp'

// RFC 6238 appendix B, SHA-1: the secret is the ASCII text 12345678901234567890; the last six of its eight digits.
const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

it.each([[59, '287082'], [1_111_111_109, '081804'], [1_111_111_111, '050471'], [1_234_567_890, '005924'], [2_000_000_000, '279037'], [20_000_000_000, '353130']])(
  'at %d s the code is that of the RFC', (s, code) => expect(totpStep(RFC, code, s * 1000)).toBe(Math.floor(s / 30)))

it('a code counts one step early and late, as its own step, and no further', () => {
  const at = (s: number) => totpStep(RFC, '081804', s * 1000)
  const own = Math.floor(1_111_111_109 / 30)
  expect([at(own * 30 - 31), at(own * 30 - 1), at(own * 30), at(own * 30 + 59), at(own * 30 + 60)]).toEqual([null, own, own, own, null])
})

it.each(['', '28708', '2870822', ' 287082', '28708a', '２８７０８２'])('%j is no code', (code) => expect(totpStep(RFC, code, 59_000)).toBeNull())

it('a secret has 160 bits and reaches an app with the name', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
  expect(totpUri(RFC, 'zhang@wei')).toBe(`otpauth://totp/Liandong:zhang%40wei?issuer=Liandong&secret=${RFC}&algorithm=SHA1&digits=6&period=30`)
})

it('ten recovery codes differ and are read however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  codes.forEach((c, nth) => expect(readRecoveryCode(c.toLowerCase().replaceAll('-', ' '))).toEqual({ nth, letters: c.replaceAll('-', '').slice(1) }))
  for (const no of ['', '3', '3-K7QX-9MPA-TT4', '3-K7QX-9MPA-TT4CC', 'K-K7QX-9MPA-TT4C', '3-0OI1-9MPA-TT4C']) expect(readRecoveryCode(no)).toBeNull()
})
