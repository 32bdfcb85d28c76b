import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spread, type Wanted } from './spread'

const SIZE = { half: 18, up: 18, down: 18 }
const marks = fc.array(fc.record({ x: fc.integer({ min: 0, max: 300 }), y: fc.integer({ min: 0, max: 300 }), fixed: fc.boolean() }), { maxLength: 25 })
  .map((l): Wanted[] => l.map((m, i) => ({ ...m, ...SIZE, id: `i${i}` })))

it('answers each mark once, never moves or gathers a P1', () => {
  fc.assert(fc.property(marks, (list) => {
    const stands = spread(list, 36)
    expect(stands.flatMap((s) => [s.id, ...s.others]).sort()).toEqual(list.map((m) => m.id).sort())
    for (const m of list.filter((m) => m.fixed)) {
      expect(stands.find((s) => s.id === m.id)).toMatchObject({ x: m.x, y: m.y, others: [] })
    }
  }), { seed: 11 })
})

it('pushes two apart, the lesser more, and says where they truly are', () => {
  const [a, b] = spread([{ id: 'a', x: 100, y: 100, ...SIZE, fixed: false }, { id: 'b', x: 104, y: 100, ...SIZE, fixed: false }], 36)
  expect(Math.hypot(b!.x - a!.x, b!.y - a!.y)).toBeGreaterThan(35)
  expect(b!.x - 104).toBeGreaterThan(100 - a!.x)
  expect(b!.from).toEqual({ x: 104, y: 100 })
})

it('gathers many at one place behind the first', () => {
  const many = Array.from({ length: 6 }, (_, i) => ({ id: `i${i}`, x: 50, y: 50, ...SIZE, fixed: false }))
  expect(spread(many, 36)).toEqual([{ id: 'i0', x: 50, y: 50, from: null, others: ['i1', 'i2', 'i3', 'i4', 'i5'] }])
})

it('keeps the row under one free of the next', () => {
  const [a, b] = spread([{ id: 'a', x: 100, y: 100, half: 60, up: 20, down: 70, fixed: false }, { id: 'b', x: 110, y: 150, ...SIZE, fixed: false }], 36)
  expect(b!.y - a!.y).toBeGreaterThanOrEqual(87)
})
