import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { ReadError } from '../../live/readJson'
import { useAsking, type Asking } from './useAsking'

let scope: EffectScope
let asking: Asking
beforeEach(() => { vi.useFakeTimers(); scope = effectScope(); asking = scope.run(useAsking)! })
afterEach(() => { scope.stop(); vi.useRealTimers() })
const says = (status: number, code: string, detail: object = {}) => () => Promise.reject(Object.assign(new ReadError(status, code, '/x'), { detail }))

it('keeps what the door said, until it is asked again', async () => {
  expect(await asking.ask(says(401, 'sign-in-refused'))).toBeNull()
  expect(asking.no.value).toEqual({ status: 401, code: 'sign-in-refused', detail: {} })
  expect(await asking.ask(() => Promise.resolve(5))).toBe(5)
  expect(asking.no.value).toBeNull()
})

it('counts the seconds to wait down, asks nothing meanwhile, and then forgets it', async () => {
  await asking.ask(says(429, 'too-fast', { retryAfterS: 3 }))
  expect(asking.waitS.value).toBe(3)
  const door = vi.fn(() => Promise.resolve(1))
  expect(await asking.ask(door)).toBeNull()
  await vi.advanceTimersByTimeAsync(2000)
  expect([asking.waitS.value, asking.no.value?.code, door.mock.calls.length]).toEqual([1, 'too-fast', 0])
  await vi.advanceTimersByTimeAsync(1000)
  expect([asking.waitS.value, asking.no.value]).toEqual([0, null])
  expect(await asking.ask(door)).toBe(1)
})

it('asks one thing at a time', async () => {
  let answer!: (n: number) => void
  const first = asking.ask(() => new Promise<number>((resolve) => { answer = resolve }))
  expect(await asking.ask(() => Promise.resolve(2))).toBeNull()
  answer(1)
  expect(await first).toBe(1)
})

it('says status 0 where no answer came', async () => {
  await asking.ask(says(0, 'TypeError'))
  expect(asking.no.value).toMatchObject({ status: 0 })
})
