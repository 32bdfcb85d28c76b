import Value from 'typebox/value'
import { expect, it } from 'vitest'
import { Id } from '@liandong/shared/kernel/schema'
import { newId, seededIds } from './ids'

it('makes ids that the shared pattern takes and that differ', () => {
  const ids = Array.from({ length: 2000 }, newId)
  expect(new Set(ids).size).toBe(2000)
  expect(ids.every((id) => id.length === 16 && Value.Check(Id, id))).toBe(true)
})

it('repeats a seeded sequence and only that', () => {
  const [a, b, other] = [seededIds(7), seededIds(7), seededIds(8)]
  const first = Array.from({ length: 50 }, a)
  expect(Array.from({ length: 50 }, b)).toEqual(first)
  expect(Array.from({ length: 50 }, other)).not.toEqual(first)
  expect(new Set(first).size).toBe(50)
  expect(first.every((id) => Value.Check(Id, id))).toBe(true)
})
