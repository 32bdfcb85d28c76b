import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeLabels, type LabelWish } from './labels'

const frame = { left: 0, top: 0, right: 400, bottom: 300 }
const measure = (l: { text: string; size: number }) => l.text.length * l.size
const wish = (text: string, x: number, y: number, rank: number): LabelWish =>
  ({ lines: [{ text, size: 10, weight: 400, colour: '#fff' }], x, y, gap: 8, rank, sides: ['right', 'left', 'below', 'above'] })

it('prefers the first side, then the others, then leaves out', () => {
  const one = placeLabels([wish('abc', 100, 100, 0)], [], frame, measure)
  expect(one[0]!.box.left).toBe(108)
  const blocked = [{ left: 105, top: 80, right: 400, bottom: 120 }]
  expect(placeLabels([wish('abc', 100, 100, 0)], blocked, frame, measure)[0]!.align).toBe('right')
  expect(placeLabels([wish('abc', 100, 100, 0)], [frame], frame, measure)).toEqual([])
})

it('puts urgent words over what yields, and over nothing else', () => {
  const urgent = { ...wish('abc', 100, 100, 0), key: 'a' }
  expect(placeLabels([urgent], [{ ...frame, yields: true }], frame, measure)).toHaveLength(1)
  expect(placeLabels([urgent], [frame], frame, measure)).toHaveLength(0)
})

it('finds a name that must be read a free place further away, tied by a line', () => {
  const must = { ...wish('abc', 200, 150, 0), must: true }
  const crowd = { left: 160, top: 120, right: 240, bottom: 180 }
  const [found] = placeLabels([must], [crowd], frame, measure)
  expect(found!.box.left >= 240 || found!.box.right <= 160 || found!.box.top >= 180 || found!.box.bottom <= 120).toBe(true)
  expect(found!.leader).not.toBeNull()
  expect(placeLabels([must], [frame], frame, measure)).toHaveLength(1)
})

it('leaves words with a key where they stood', () => {
  const memory = new Map<string, string>()
  const named = { ...wish('abc', 100, 100, 0), key: 'a' }
  const passing = { left: 105, top: 60, right: 400, bottom: 140 }
  expect(placeLabels([named], [passing], frame, measure, memory)[0]!.align).toBe('right')
  expect(placeLabels([named], [], frame, measure, memory)[0]!.align).toBe('right')
  expect(placeLabels([named], [], frame, measure)[0]!.align).toBe('left')
})

it('gives the place to the more important one', () => {
  const two = placeLabels([wish('low', 100, 100, 5), wish('high', 100, 100, 0)], [], frame, measure)
  expect(two[0]!.wish.lines[0]!.text).toBe('high')
})

it('never overlaps anything and stays in the frame', () => {
  const wishes = fc.array(fc.tuple(fc.string({ maxLength: 8, minLength: 1 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }), fc.nat(6)), { maxLength: 40 })
  fc.assert(fc.property(wishes, (list) => {
    const boxes = placeLabels(list.map(([t, x, y, r]) => wish(t, x, y, r)), [], frame, measure).map((p) => p.box)
    boxes.forEach((a, i) => {
      expect(a.left).toBeGreaterThanOrEqual(0)
      expect(a.bottom).toBeLessThanOrEqual(300)
      boxes.slice(i + 1).forEach((b) => expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false))
    })
  }), { seed: 7 })
})
