/** One measured point: `x` in simulated hours, `y` in whatever is measured. */
export interface Point {
  x: number
  y: number
}

/** Slope of the least-squares line through the points, y per x. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (f: (p: Point) => number) => points.reduce((n, p) => n + f(p), 0) / points.length
  const [mx, my] = [mean((p) => p.x), mean((p) => p.y)]
  const over = points.reduce((n, p) => n + (p.x - mx) ** 2, 0)
  return over === 0 ? 0 : points.reduce((n, p) => n + (p.x - mx) * (p.y - my), 0) / over
}

/** What is left when the first third, in which caches fill, is thrown away. */
export const lastTwoThirds = <T>(all: readonly T[]): T[] => all.slice(Math.ceil(all.length / 3))

/** How far the line through the points climbs from the first to the last of them, as a share of their mean. */
export function driftOf(points: readonly Point[]): number {
  const mean = points.reduce((n, p) => n + p.y, 0) / points.length
  return mean === 0 ? 0 : (slopeOf(points) * (points.at(-1)!.x - points[0]!.x)) / mean
}
