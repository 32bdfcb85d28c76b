import { expect, it } from 'vitest'
import { Pressure } from './pressure'

/** A time in which the only timer fires as late as it is told. */
function lateTime() {
  let now = 0
  let due: (() => void) | null = null
  return {
    time: { monotonic: () => now, after: (_ms: number, fn: () => void) => { due = fn; return () => (due = null) } },
    fire(lateMs: number) { now += 50 + lateMs; due!() },
    get waits() { return due !== null },
  }
}

it('is high once a look is late, and low again after some that are not', () => {
  const t = lateTime()
  const p = new Pressure(t.time)
  t.fire(80)
  expect(p.high).toBe(false)
  t.fire(150)
  expect(p.high).toBe(true)
  t.fire(0)
  expect(p.high).toBe(true)
  for (let i = 0; i < 3; i++) t.fire(0)
  expect(p.high).toBe(false)
})

it('looks no more once stopped', () => {
  const t = lateTime()
  const p = new Pressure(t.time)
  t.fire(0)
  p.stop()
  expect(t.waits).toBe(false)
})
