import type { View } from '../../map/canvasLayer'
import type { Palette } from '../../map/palette'
import type { MapSizes } from '../../map/sizes'
import { worldX, worldY } from '../../map/mercator'

/** Steps of the graticule in degrees: minutes of arc that divide a degree. */
const STEPS = [1, 0.5, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120]
/** Lines are at least this far apart, CSS pixels. */
const APART = 130

/** The largest step whose lines are at least APART pixels apart… and no closer than the finest. */
export function stepOf(size: number): number {
  const pixels = (deg: number) => (deg / 360) * size
  return [...STEPS].reverse().find((s) => pixels(s) >= APART) ?? STEPS[0]!
}

/** `119°35′` with half minutes as seconds. */
export function degreeText(deg: number): string {
  const seconds = Math.round(Math.abs(deg) * 3600)
  const d = Math.floor(seconds / 3600)
  const m = Math.floor((seconds % 3600) / 60)
  const s = seconds % 60
  const rest = s > 0 ? `${m}′${String(s).padStart(2, '0')}″` : m > 0 ? `${m}′` : ''
  return `${d}°${rest}`
}

/** Meridians and parallels as hairlines under everything that matters. */
export function drawGraticule(c: CanvasRenderingContext2D, view: View, p: Palette, sizes: MapSizes): void {
  const step = stepOf(view.size)
  const lonOf = (x: number) => (view.left + x / view.size - 0.5) * 360
  const latOf = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * (view.top + y / view.size)))) * 180) / Math.PI
  c.strokeStyle = p.graticule
  c.lineWidth = Math.max(1, sizes.border * 0.4)
  c.beginPath()
  for (let i = Math.ceil(lonOf(0) / step); i * step <= lonOf(view.width); i++) {
    const x = (worldX(i * step) - view.left) * view.size
    c.moveTo(x, 0)
    c.lineTo(x, view.height)
  }
  for (let i = Math.ceil(latOf(view.height) / step); i * step <= latOf(0); i++) {
    const y = (worldY(i * step) - view.top) * view.size
    c.moveTo(0, y)
    c.lineTo(view.width, y)
  }
  c.stroke()
}
