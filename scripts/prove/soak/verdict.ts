import type { Sample } from './soak'
import { driftOf, lastTwoThirds, slopeOf } from './slope'

/** What may grow, and how far. */
export interface Bounds {
  /** MB per simulated hour after forced collection. */
  heapMbPerHour: number
  /** How far nodes, listeners, layers, charts and handles may drift over the last two thirds, as a share. */
  drift: number
}

/** The promise of the full soak. */
export const PROMISED: Bounds = { heapMbPerHour: 1, drift: 0.02 }

export interface Verdict {
  page: string[]
  server: string[]
  /** All figures in one line each. */
  figures: string[]
}

/** One more than nothing is not yet growth where there are only a handful. */
const HANDFUL = 1

/** What grew beyond its bounds in the last two thirds of the samples. */
export function judge(samples: readonly Sample[], bounds: Bounds): Verdict {
  const rest = lastTwoThirds(samples)
  const verdict: Verdict = { page: [], server: [], figures: [] }
  const over = (of: (s: Sample) => number) => rest.map((s) => ({ x: s.hours, y: of(s) }))
  const heap = (side: 'page' | 'server', of: (s: Sample) => number) => {
    const slope = slopeOf(over(of))
    verdict.figures.push(`${side} heap ${of(rest[0]!).toFixed(1)} → ${of(rest.at(-1)!).toFixed(1)} MB, slope ${slope.toFixed(2)} MB per simulated hour`)
    if (slope > bounds.heapMbPerHour) verdict[side].push(`the ${side}'s heap grows by ${slope.toFixed(2)} MB per simulated hour`)
  }
  const flat = (side: 'page' | 'server', name: string, of: (s: Sample) => number) => {
    const points = over(of)
    const drift = driftOf(points)
    verdict.figures.push(`${side} ${name} ${points[0]!.y} → ${points.at(-1)!.y}, drift ${(drift * 100).toFixed(2)} %`)
    const mean = points.reduce((n, p) => n + p.y, 0) / points.length
    if (drift > bounds.drift && drift * mean > HANDFUL) verdict[side].push(`the ${side}'s ${name} grow by ${(drift * 100).toFixed(1)} %`)
  }
  heap('page', (s) => s.page.heapMb)
  heap('server', (s) => s.server.heapMb)
  flat('page', 'nodes', (s) => s.page.nodes)
  flat('page', 'listeners', (s) => s.page.listeners)
  flat('page', 'layers', (s) => s.page.layers)
  flat('page', 'charts', (s) => s.page.charts)
  flat('page', 'documents', (s) => s.page.documents)
  flat('server', 'handles', (s) => s.server.handles)
  if (rest.every((s) => s.server.entries !== null)) flat('server', 'entries of maps and sets', (s) => s.server.entries!)
  return verdict
}
