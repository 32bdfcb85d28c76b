import { expect, it } from 'vitest'
import { createSlots } from './slots'

it('draws one panel per slot, in the order of the first wish, the newest picture of each', () => {
  const planned: { fn: () => void; ms: number }[] = []
  const slots = createSlots((fn, ms) => planned.push({ fn, ms }), 125)
  const drawn: string[] = []
  const a = {}
  const b = {}
  slots.wish(a, () => drawn.push('a1'))
  slots.wish(b, () => drawn.push('b1'))
  slots.wish(a, () => drawn.push('a2'))
  expect(planned.map((p) => p.ms)).toEqual([0])
  planned.shift()!.fn()
  expect(drawn).toEqual(['a2'])
  expect(planned.map((p) => p.ms)).toEqual([125])
  slots.drop(b)
  planned.shift()!.fn()
  expect([drawn, planned.length]).toEqual([['a2'], 0])
  slots.wish(b, () => drawn.push('b2'))
  planned.shift()!.fn()
  expect(drawn).toEqual(['a2', 'b2'])
})
