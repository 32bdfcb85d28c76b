import type { Spot } from './plane'
import { pairOf, simplify, type Plane } from './plane'

export type Pair = [number, number]
export interface Feature {
  type: 'Feature'
  properties: Record<string, string | number | boolean>
  geometry:
    | { type: 'LineString'; coordinates: Pair[] }
    | { type: 'Polygon'; coordinates: Pair[][] }
    | { type: 'MultiPolygon'; coordinates: Pair[][][] }
}

/** A FeatureCollection with one feature a line: compact, and a change is readable. Ends with a newline. */
export function collection(features: readonly Feature[]): string {
  return `{"type":"FeatureCollection","features":[\n${features.map((f) => JSON.stringify(f)).join(',\n')}\n]}\n`
}

/** A record file: one record a line. */
export function recordFile(records: Readonly<Record<string, unknown>>): string {
  return `{\n${Object.entries(records).map(([id, r]) => `${JSON.stringify(id)}: ${JSON.stringify(r)}`).join(',\n')}\n}\n`
}

/** A closed ring of pairs from spots; simplified, equal neighbours dropped. */
export function ringPairs(plane: Plane, ring: readonly Spot[], tolerance = 0): Pair[] {
  // Split at the far end: a closed line has no length between its ends to measure against.
  const half = Math.floor(ring.length / 2)
  const line = tolerance > 0 ? [...simplify(ring.slice(0, half + 1), tolerance).slice(0, -1), ...simplify(ring.slice(half), tolerance)] : ring
  return dedupe(line.map((s) => pairOf(plane.point(s))))
}

export const linePairs = (plane: Plane, line: readonly Spot[]): Pair[] => dedupe(line.map((s) => pairOf(plane.point(s))))

const dedupe = (pairs: Pair[]): Pair[] => pairs.filter((p, i) => i === 0 || p[0] !== pairs[i - 1]![0] || p[1] !== pairs[i - 1]![1])
