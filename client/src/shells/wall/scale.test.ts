import { expect, it } from 'vitest'
import { scaleOf } from './scale'

it('picks a round length that fits', () => {
  const at12 = scaleOf(29, 12, 200)
  expect(at12.metres).toBe(5000)
  expect(at12.width).toBeCloseTo(149.6, 0)
  expect(scaleOf(0, 18, 200).metres).toBe(100)
  expect(scaleOf(29, 12, 100).metres).toBe(2000)
})
