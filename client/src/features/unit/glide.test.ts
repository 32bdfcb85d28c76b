import { expect, it } from 'vitest'
import { TrackTable } from '@liandong/shared/wire/trackTable'
import { worldSize, worldX } from '../../map/mercator'
import { Glide, GLIDE_MS } from './glide'

function set() {
  const t = new TrackTable()
  const slot = t.hold('a', 's')
  t.lon[slot] = 119.6
  t.lat[slot] = 29.1
  t.at[slot] = 1
  const g = new Glide()
  const size = worldSize(15)
  expect(g.take(t, 0, size, 5)).toEqual({ way: 0, jumped: true })
  return { t, slot, g, size }
}

it('stands at its first fix at once and glides to the next', () => {
  const { t, slot, g, size } = set()
  expect(g.x(slot, 0)).toBe(worldX(119.6))
  t.lon[slot] = 119.6001
  const { way, jumped } = g.take(t, 1000, size, 5)
  expect(jumped).toBe(false)
  expect(way).toBeCloseTo((0.0001 / 360) * size, 5)
  expect(g.x(slot, 1000)).toBe(worldX(119.6))
  expect(g.x(slot, 1000 + GLIDE_MS / 2)).toBeCloseTo(worldX(119.60005), 12)
  expect(g.x(slot, 5000)).toBe(worldX(119.6001))
})

it('goes on from where it is drawn, never back', () => {
  const { t, slot, g, size } = set()
  t.lon[slot] = 119.6001
  g.take(t, 1000, size, 5)
  t.lon[slot] = 119.6002
  g.take(t, 1000 + GLIDE_MS / 2, size, 5)
  expect(g.x(slot, 1000 + GLIDE_MS / 2)).toBeCloseTo(worldX(119.60005), 12)
})

it('jumps where nobody saw the way between', () => {
  const { t, slot, g, size } = set()
  t.lon[slot] = 119.7
  g.take(t, 1000, size, 5)
  expect(g.x(slot, 1000)).toBe(worldX(119.7))
})

it('never glides from another unit that had the slot', () => {
  const { t, slot, g, size } = set()
  t.release(slot)
  const again = t.hold('b', 's')
  expect(again).toBe(slot)
  t.lon[slot] = 119.60001
  g.take(t, 1000, size, 5)
  expect(g.x(slot, 1000)).toBe(worldX(119.60001))
})
