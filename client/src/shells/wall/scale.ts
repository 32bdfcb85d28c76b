/** Metres per CSS pixel of Web Mercator at the equator, zoom 0, 256 px tiles. */
const EQUATOR_M_PER_PX = 156_543.03392

/** The longest of 1, 2, 5 × 10ⁿ metres whose bar is at most `most` pixels wide, with its width. `lat` in degrees. */
export function scaleOf(lat: number, zoom: number, most: number): { metres: number; width: number } {
  const perPixel = (EQUATOR_M_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom
  const room = perPixel * Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(room))
  const metres = Math.max(1, power * ([5, 2, 1].find((m) => m * power <= room) ?? 1))
  return { metres, width: metres / perPixel }
}
