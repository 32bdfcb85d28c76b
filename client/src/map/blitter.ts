/**
 * Sprites as typed arrays, copied into one pixel buffer: about 0.2 µs a sprite where drawImage costs 4.7 (perf.md E).
 * Pixels are little-endian RGBA as in ImageData. A sprite's soft edge is mixed with the ground beforehand, so that
 * copying needs no blending; the rim of ground it leaves is the gap each symbol has round its body anyway.
 */
export interface Sprite {
  width: number
  height: number
  /** Pixel of the sprite that lies on the thing's place. */
  anchorX: number
  anchorY: number
  /** Its pixels that show: where, from the anchor, and what. */
  dx: Int16Array
  dy: Int16Array
  colour: Uint32Array
  /** Offsets of the pixels in a buffer of the width last drawn on. */
  offsets: Int32Array
  offsetsFor: number
}

/** Fainter pixels than this are left out. */
const FAINTEST = 40

/** @param ground colour that lies beneath, `[r, g, b]` */
export function makeSprite(image: { width: number; height: number; data: Uint8ClampedArray }, anchorX: number, anchorY: number, ground: readonly [number, number, number]): Sprite {
  const { width, height, data } = image
  const dx: number[] = []
  const dy: number[] = []
  const colour: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = 4 * (y * width + x)
      const alpha = data[i + 3]!
      if (alpha < FAINTEST) continue
      const mix = (c: 0 | 1 | 2) => Math.round(ground[c] + ((data[i + c]! - ground[c]) * alpha) / 255)
      dx.push(x - anchorX)
      dy.push(y - anchorY)
      colour.push((mix(0) | (mix(1) << 8) | (mix(2) << 16) | (255 << 24)) >>> 0)
    }
  }
  return {
    width, height, anchorX, anchorY, dx: Int16Array.from(dx), dy: Int16Array.from(dy), colour: Uint32Array.from(colour),
    offsets: new Int32Array(dx.length), offsetsFor: -1,
  }
}

/** A pixel buffer of a canvas' size. */
export interface Sheet32 {
  width: number
  height: number
  pixels: Uint32Array
}

/** Copies a sprite so that its anchor lies at (x, y), whole pixels; what lies outside is cut off. */
export function blit(sheet: Sheet32, sprite: Sprite, x: number, y: number): void {
  const { width, height, pixels } = sheet
  const left = x - sprite.anchorX
  const top = y - sprite.anchorY
  if (left >= 0 && top >= 0 && left + sprite.width <= width && top + sprite.height <= height) {
    if (sprite.offsetsFor !== width) aim(sprite, width)
    const { offsets, colour } = sprite
    const base = y * width + x
    for (let i = 0; i < offsets.length; i++) pixels[base + offsets[i]!] = colour[i]!
    return
  }
  const { dx, dy, colour } = sprite
  for (let i = 0; i < colour.length; i++) {
    const px = x + dx[i]!
    const py = y + dy[i]!
    if (px >= 0 && py >= 0 && px < width && py < height) pixels[py * width + px] = colour[i]!
  }
}

function aim(sprite: Sprite, width: number): void {
  for (let i = 0; i < sprite.offsets.length; i++) sprite.offsets[i] = sprite.dy[i]! * width + sprite.dx[i]!
  sprite.offsetsFor = width
}

/** `#rrggbb` as three numbers. */
export function rgbOf(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1, 7), 16)
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255]
}
