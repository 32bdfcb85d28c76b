import { expect, it } from 'vitest'
import { blit, makeSprite, rgbOf } from './blitter'

const OPAQUE = 0xff00ff00
const sprite = (w: number, h: number, alpha = 255) => {
  const data = new Uint8ClampedArray(w * h * 4)
  new Uint32Array(data.buffer).fill(((OPAQUE & 0xffffff) | (alpha << 24)) >>> 0)
  return makeSprite({ width: w, height: h, data }, Math.floor(w / 2), Math.floor(h / 2), [0, 0, 0])
}
const sheet = (w: number, h: number) => ({ width: w, height: h, pixels: new Uint32Array(w * h) })
const filled = (s: ReturnType<typeof sheet>) => [...s.pixels].filter((p) => p !== 0).length

it('puts the anchor on the place, on sheets of any width', () => {
  const one = sprite(3, 3)
  for (const width of [10, 20]) {
    const s = sheet(width, 10)
    blit(s, one, 5, 5)
    expect(filled(s)).toBe(9)
    expect(s.pixels[4 * width + 4]).toBe(OPAQUE)
  }
})

it.each([[0, 0, 4], [9, 9, 4], [0, 5, 6], [-1, 5, 3], [-2, 5, 0], [10, 5, 3], [11, 5, 0], [5, -9, 0]])('cuts at the edges (%d, %d)', (x, y, n) => {
  const s = sheet(10, 10)
  blit(s, sprite(3, 3), x, y)
  expect(filled(s)).toBe(n)
})

it('mixes a soft edge with the ground and leaves out what is too faint to see', () => {
  const s = sheet(3, 3)
  blit(s, sprite(1, 1, 128), 1, 1)
  expect([s.pixels[4]! >>> 24, (s.pixels[4]! >>> 8) & 255]).toEqual([255, 128])
  expect(sprite(1, 1, 20).colour).toHaveLength(0)
})

it('reads colours', () => expect(rgbOf('#141b22')).toEqual([0x14, 0x1b, 0x22]))
