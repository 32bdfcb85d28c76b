import { expect, it } from 'vitest'
import { Backoff } from './backoff'
import { Silence } from './silence'

const set = () => {
  const time = { mono: 0, wall: 1e12 }
  const pass = (ms: number) => { time.mono += ms; time.wall += ms }
  return { time, pass, silence: new Silence(() => time.mono, () => time.wall) }
}

it('is late after two heartbeats and dead after three', () => {
  const { pass, silence } = set()
  pass(9_999)
  expect(silence.verdict(5000)).toBe('fine')
  pass(2)
  expect(silence.verdict(5000)).toBe('late')
  pass(5_000)
  expect(silence.verdict(5000)).toBe('dead')
  silence.heard()
  expect(silence.verdict(5000)).toBe('fine')
})

it('notices sleep even where the monotonic clock slept too', () => {
  const { time, pass, silence } = set()
  pass(1000)
  time.wall += 30_000
  expect(silence.verdict(5000)).toBe('dead')
})

it('backs off from half a second to ten, with jitter, and starts again after success', () => {
  const b = new Backoff(() => 0.5)
  const waits = Array.from({ length: 8 }, () => b.next())
  expect(waits.slice(0, 3)).toEqual([375, 750, 1500])
  expect(Math.max(...waits)).toBe(7500)
  b.reset()
  expect(b.next()).toBe(375)
})
