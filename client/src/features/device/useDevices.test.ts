import { expect, it } from 'vitest'
import { ago, fits, isOnline, type Wall } from './useDevices'

const MINUTE = 60_000
it.each([[0, 'now', 0], [MINUTE, 'now', 0], [2 * MINUTE, 'minutesAgo', 2], [59 * MINUTE, 'minutesAgo', 59], [60 * MINUTE, 'hoursAgo', 1], [47 * 60 * MINUTE, 'hoursAgo', 47], [48 * 60 * MINUTE, 'daysAgo', 2], [-5, 'now', 0]])('%i ms ago is said as %s', (ms, key, n) => {
  expect(ago(1e12 - ms, 1e12)).toEqual({ key, n })
})

const wall: Wall = { id: 'w', name: '一号屏', place: '大厅', active: true, paired: 0, seen: 1e12, address: '10.0.0.1', agent: 'x', sessions: 1, why: null }
it('a wall is online while its line touches it', () => {
  expect([isOnline(wall, 1e12 + 2 * MINUTE), isOnline(wall, 1e12 + 3 * MINUTE), isOnline({ ...wall, active: false }, 1e12), isOnline({ ...wall, sessions: 0 }, 1e12)]).toEqual([true, false, false, false])
})

it.each([['', true], ['一号', true], ['大厅 10.0', true], ['二号', false]])('searching for %j', (words, found) => expect(fits(words, wall.name, wall.place, wall.address)).toBe(found))
