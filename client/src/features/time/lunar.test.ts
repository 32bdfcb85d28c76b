import { expect, it } from 'vitest'
import { lunarOf } from './lunar'

it('knows the lunar date and a solar term', async () => {
  expect(await lunarOf({ year: 2026, month: 11, day: 20 })).toMatchObject({ text: '十月十二', month: 10, day: 12, leap: false, term: null })
  expect(await lunarOf({ year: 2026, month: 11, day: 22 })).toMatchObject({ term: '小雪' })
  expect((await lunarOf({ year: 2027, month: 2, day: 6 })).text).toBe('正月初一')
})
