import { expect, it } from 'vitest'
import { addressOf, emptySearch, filterOf } from './auditSearch'

it('an empty search has no condition', () => expect(filterOf({ ...emptySearch(), search: '   ', from: 'nonsense' })).toEqual({}))

it('a search asks for what stands in its fields, to the end of the last minute', () => {
  const filter = filterOf({ from: '2026-07-01T08:00', to: '2026-07-01T08:00', act: 'denied', result: 'refused', who: 'person:p1', search: ' 10.0.0.9 ' })
  expect(filter).toEqual({
    from: new Date('2026-07-01T08:00').getTime(), to: new Date('2026-07-01T08:01').getTime(), act: 'denied', result: 'refused', who: 'person:p1', search: '10.0.0.9',
  })
})

it('a door\'s address carries the conditions as they are', () => {
  expect(addressOf('/api/audit.csv', { search: 'a&b=c #', limit: 5 }, 'https://x').href).toBe('https://x/api/audit.csv?search=a%26b%3Dc+%23&limit=5')
})
