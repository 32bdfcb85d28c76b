import { expect, it } from 'vitest'
import { silentLog } from './log'
import { Troubles } from './troubles'

it('forgets what is not repeated for a minute, and keeps what has begun until it is ended', () => {
  let now = 0
  const troubles = new Troubles(silentLog(), () => now)
  const kinds = () => troubles.list().map((t) => t.kind)
  troubles.raise('clock-step')
  troubles.begin('unrecorded', { cause: 'disk-full' })
  now = 60_001
  expect(kinds()).toEqual(['unrecorded'])
  now = 3_600_000
  troubles.begin('unrecorded', { cause: 'database-away' })
  expect(troubles.list()).toMatchObject([{ since: 0, detail: { cause: 'database-away' } }])
  troubles.end('unrecorded')
  expect(kinds()).toEqual([])
})
