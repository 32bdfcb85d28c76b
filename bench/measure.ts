/** One figure of a bench. A metric with `_vs_` in its name has its figure in `ratio`. */
export interface Figure {
  bench: string
  metric: string
  /** Which case, where a bench runs several, such as `40 groups`. */
  case?: string
  /** Median over the runs. */
  value: number
  unit: string
  /** Median of the baseline in the same unit; null where there is none. */
  baseline: number | null
  /** Median of the paired ratios value / baseline; null without a baseline. */
  ratio: number | null
  runs: number
  /** The bar, as people read it. */
  bar?: string
}

/** What a file `bench/NAME.ts` exports as default. */
export interface Bench {
  /** One sentence. */
  about: string
  /** `say` shows progress to people; figures alone are the result. */
  run(say: (text: string) => void): Promise<Figure[]>
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which a share `p` (0–1) of the values lies; nearest rank. */
export const percentile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.max(0, Math.ceil(values.length * p) - 1))] ?? NaN

/** Least number of runs a figure may stand on. */
export const RUNS = 5

/**
 * Runs the subjects in turn, round after round, so that what else the machine does falls on all of them. The first
 * `warmUp` rounds are thrown away. The order turns round by round, so that no subject always comes first.
 */
export async function interleaved<K extends string, R>(
  subjects: Record<K, () => Promise<R>>,
  { runs = RUNS, warmUp = 1, onRound = () => {} }: { runs?: number; warmUp?: number; onRound?: (round: number, results: Record<K, R>) => void } = {},
): Promise<Record<K, R[]>> {
  const names = Object.keys(subjects) as K[]
  const all = Object.fromEntries(names.map((n) => [n, [] as R[]])) as Record<K, R[]>
  for (let round = 0; round < warmUp + runs; round++) {
    const results = {} as Record<K, R>
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]!
      results[name] = await subjects[name]()
    }
    if (round < warmUp) continue
    for (const name of names) all[name].push(results[name])
    onRound(round - warmUp + 1, results)
  }
  return all
}

/** A figure against a baseline of the same rounds: medians, and the median of the paired ratios. */
export function compared(head: Pick<Figure, 'bench' | 'metric' | 'unit'> & Partial<Pick<Figure, 'case' | 'bar'>>, ours: readonly number[], baseline: readonly number[]): Figure {
  const ratios = ours.map((v, i) => v / baseline[i]!)
  return { ...head, value: round(median(ours)), baseline: round(median(baseline)), ratio: round(median(ratios)), runs: ours.length }
}

/** A figure that stands alone. */
export function plain(head: Pick<Figure, 'bench' | 'metric' | 'unit'> & Partial<Pick<Figure, 'case' | 'bar'>>, ours: readonly number[]): Figure {
  return { ...head, value: round(median(ours)), baseline: null, ratio: null, runs: ours.length }
}

/** Four significant figures: more is noise. */
export const round = (n: number): number => Number(n.toPrecision(4))
