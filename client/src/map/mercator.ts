/** Web Mercator of WGS-84 degrees, scaled so that the world is 1 × 1 with y growing southwards. */
export const worldX = (lon: number): number => lon / 360 + 0.5

const LIMIT_DEG = 85.0511287798

export function worldY(lat: number): number {
  const s = Math.sin((Math.max(-LIMIT_DEG, Math.min(LIMIT_DEG, lat)) * Math.PI) / 180)
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)
}

/** Pixels of the whole world at a zoom, with Leaflet's 256-pixel tiles. */
export const worldSize = (zoom: number): number => 256 * 2 ** zoom

const EQUATOR_M = 40_075_016.686

/** Metres one pixel stands for at a latitude and zoom. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / worldSize(zoom)

/** The longest "round" length (1, 2 or 5 × 10ⁿ metres) not longer than this. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres))
  const lead = metres / power
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}
