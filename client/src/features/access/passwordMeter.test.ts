import { expect, it } from 'vitest'
import { isReady, measure } from './passwordMeter'

it.each([
  ['', 'empty', 12], ['a'.repeat(11), 'short', 1], ['a'.repeat(12), 'enough', 3], ['a'.repeat(14), 'enough', 1], ['a'.repeat(15), 'advised', 0], ['a'.repeat(257), 'long', 0],
])('%j stands as %s', (password, standing, missing) => {
  expect(measure(password)).toMatchObject({ standing, missing })
})

it('counts characters as people do: a rare letter is one', () => {
  expect(measure('𠮷'.repeat(11))).toMatchObject({ standing: 'short', length: 11 })
  expect(measure('七座桥一口井两条河流过')).toMatchObject({ standing: 'short', length: 11 })
  expect(measure('七座桥一口井两条河流过去')).toMatchObject({ standing: 'enough' })
})

it('may be sent when it is long enough and the same twice', () => {
  expect(isReady('seven bridges', 'seven bridges')).toBe(true)
  expect(isReady('seven bridges', 'seven bridges ')).toBe(false)
  expect(isReady('short', 'short')).toBe(false)
  expect(isReady('x'.repeat(300), 'x'.repeat(300))).toBe(false)
})
