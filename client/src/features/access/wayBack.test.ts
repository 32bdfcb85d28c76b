import { expect, it } from 'vitest'
import { wayBack } from './wayBack'

const HERE = 'https://console.example.org'

it.each(['/desk', '/admin?section=people', '/account#sessions', '/'])('goes back to %s of this origin', (to) => {
  expect(wayBack(to, HERE)).toBe(to)
})

it.each([
  undefined, null, ['/desk'], '', 'desk', 'https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example', '\\\\evil.example',
  'javascript:alert(1)', ' /desk', '/.//evil.example', '/desk/..//evil.example', 'https:/evil.example', '/signin?to=/desk',
])('goes to the way in instead of %j', (to) => {
  expect(wayBack(to, HERE)).toBe('/enter')
})
