import { expect, it } from 'vitest'
import { consider, hold, release, unlocked } from './viewLock'

it('fits when the set of incidents changes, and only then', () => {
  const first = consider(unlocked, ['a', 'b'])
  const same = consider(first.lock, ['b', 'a'])
  const fewer = consider(same.lock, ['b'])
  expect([first.fit, same.fit, fewer.fit]).toEqual([true, false, true])
})

it('stays where a person put it until released, then fits again', () => {
  let { lock } = consider(unlocked, ['a'])
  lock = hold(lock)
  expect(consider(lock, ['a', 'b']).fit).toBe(false)
  lock = release(lock)
  expect(consider(lock, ['a']).fit).toBe(true)
})
