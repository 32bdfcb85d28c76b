import { expect, it } from 'vitest'
import { consider, hold, release, unlocked } from './viewLock'

it('fits when the set of incidents changes, and only then', () => {
  let { lock, fit } = consider(unlocked, ['a', 'b'])
  expect(fit).toBe(true)
  ;({ lock, fit } = consider(lock, ['b', 'a']))
  expect(fit).toBe(false)
  ;({ lock, fit } = consider(lock, ['b']))
  expect(fit).toBe(true)
})

it('stays where a person put it until released, then fits again', () => {
  let { lock } = consider(unlocked, ['a'])
  lock = hold(lock)
  expect(consider(lock, ['a', 'b']).fit).toBe(false)
  lock = release(lock)
  expect(consider(lock, ['a']).fit).toBe(true)
})
