import { expect, it } from 'vitest'
import { takeLinkToken } from './linkToken'

const TOKEN = 'Ab0_-'.repeat(8) + 'xyz'
function at(hash: string) {
  const urls: unknown[] = []
  const token = takeLinkToken({
    location: { hash, pathname: '/setup', search: '?lang=en' }, history: { state: { kept: 1 }, replaceState: (state, _title, url) => void urls.push([state, url]) },
  })
  return { token, urls }
}

it('a link\'s secret is taken out of the address at once', () => {
  expect(at(`#${TOKEN}`)).toEqual({ token: TOKEN, urls: [[{ kept: 1 }, '/setup?lang=en']] })
})

it.each(['#short', `#${TOKEN}x`, `#a=${TOKEN}`, '#<script>'])('what is no secret is none, and goes from the address too: %s', (hash) => {
  expect(at(hash)).toEqual({ token: null, urls: [[{ kept: 1 }, '/setup?lang=en']] })
})

it('an address without one stays as it is', () => expect(at('')).toEqual({ token: null, urls: [] }))
