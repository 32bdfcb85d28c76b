import { expect, it } from 'vitest'
import { TrackEncoder, type TrackPoint } from '@liandong/shared/wire/trackEncoder'
import { manualTimers } from './testing/manualTimers'
import { createTracks } from './tracks'

const AT = 1_800_000_000_000
const point = (unitId: string, lon: number, at = AT): TrackPoint => ({ unitId, sourceId: 'gps', lat: 2_910_000, lon, turn: 64, speedKmh: 30, status: 2, at })

function set() {
  const timers = manualTimers()
  const tracks = createTracks(timers)
  tracks.connected(true)
  const server = new TrackEncoder('all', 1)
  return { timers, tracks, server }
}

it('takes frames over and asks once for what is missing', () => {
  const { timers, tracks, server } = set()
  server.put(point('a', 11_960_000))
  server.flush(AT, 250)
  expect(tracks.frame(server.full())).toBeNull()
  const slot = tracks.table.slotOf('a')!
  expect(tracks.table.lon[slot]).toBeCloseTo(119.6, 9)
  server.put(point('a', 11_961_000, AT + 1000))
  server.flush(AT + 1000, 250)
  server.put(point('a', 11_962_000, AT + 2000))
  const gap = server.flush(AT + 2000, 250)!
  expect(tracks.frame(gap)).toEqual(['all'])
  expect(tracks.frame(gap)).toBeNull()
  timers.advance(3000)
  expect(tracks.frame(gap)).toEqual(['all'])
})

it('keeps the last positions over a reconnect, in the same slots, and lets go what does not come back', () => {
  const { timers, tracks, server } = set()
  server.put(point('a', 11_960_000))
  server.put(point('b', 11_970_000))
  server.flush(AT, 250)
  tracks.frame(server.full())
  const slot = tracks.table.slotOf('a')
  tracks.connected(true)
  expect(tracks.table.slotOf('b')).toBeDefined()
  server.remove('b')
  server.put(point('a', 11_965_000, AT + 1000))
  server.flush(AT + 1000, 250)
  tracks.frame(server.full())
  expect(tracks.table.slotOf('a')).toBe(slot)
  expect(tracks.table.slotOf('b')).toBeUndefined()
  timers.advance(5000)
  expect(tracks.table.slotOf('a')).toBe(slot)
})

it('forgets everything for another epoch, and survives nonsense', () => {
  const { tracks, server } = set()
  server.put(point('a', 11_960_000))
  server.flush(AT, 250)
  tracks.frame(server.full())
  expect(tracks.frame(new Uint8Array([0x54, 1, 2, 3]))).toEqual([])
  tracks.connected(false)
  expect(tracks.table.slotOf('a')).toBeUndefined()
})
