/** What the usual day needs of a past day's document. `hours` has 24 entries of reports per clock hour. */
export interface PastDay {
  day: string
  reported: number
  hours: readonly number[]
  categories: Readonly<Record<string, number>>
  areas: Readonly<Record<string, number>>
}

/** Fewer days than this are no baseline. */
export const BASELINE_DAYS = 7

/** The value below which a share `p` (0–1) of the sample lies, interpolated linearly (type 7). Empty: NaN. */
export function percentile(sample: readonly number[], p: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  if (sorted.length === 0) return Number.NaN
  const at = (sorted.length - 1) * p
  const low = Math.floor(at)
  const a = sorted[low]!
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!
  return a + (b - a) * (at - low)
}

/** The usual day: P10, median and P90 of each clock hour over the days it stands on. */
export interface Baseline {
  days: number
  low: number[]
  high: number[]
  /** Reports from midnight to an hour with a fraction (0–24): median over the days. */
  upTo(hour: number): number
  /** Same for one category or area: its full-day count times the day's own share up to the hour. Days keep no hours per kind. */
  partUpTo(part: 'categories' | 'areas', key: string, hour: number): number
}

const sumUpTo = (hours: readonly number[], hour: number) => {
  const whole = Math.min(24, Math.floor(hour))
  let sum = 0
  for (let h = 0; h < whole; h++) sum += hours[h] ?? 0
  return sum + (hours[whole] ?? 0) * (hour - whole)
}

/** Builds the usual day, or null where the past is too short to say what is usual. Today must not be among the days. */
export function baselineOf(days: readonly PastDay[]): Baseline | null {
  if (days.length < BASELINE_DAYS) return null
  const hour = (h: number) => days.map((d) => d.hours[h] ?? 0)
  const each = Array.from({ length: 24 }, (_, h) => h)
  const median = (sample: number[]) => percentile(sample, 0.5)
  return {
    days: days.length,
    low: each.map((h) => percentile(hour(h), 0.1)),
    high: each.map((h) => percentile(hour(h), 0.9)),
    upTo: (at) => median(days.map((d) => sumUpTo(d.hours, at))),
    partUpTo: (part, key, at) => median(days.map((d) => ((d[part][key] ?? 0) * sumUpTo(d.hours, at)) / Math.max(1, d.reported))),
  }
}

/** Where today stands beside the usual: difference, share of the usual in percent, and place in the band up to this hour. */
export interface Standing {
  usual: number
  difference: number
  percent: number | null
  /** Of the last whole hour. Null before the first one. */
  band: 'in' | 'above' | 'below' | null
}

/** `hour` is the clock hour with its fraction; `today` the reports so far. */
export function standing(b: Baseline, hours: readonly number[], today: number, hour: number): Standing {
  const usual = Math.round(b.upTo(hour))
  const last = Math.floor(hour) - 1
  const value = hours[last] ?? 0
  const band = last < 0 ? null : value > b.high[last]! ? 'above' : value < b.low[last]! ? 'below' : 'in'
  return { usual, difference: today - usual, percent: usual > 0 ? (100 * (today - usual)) / usual : null, band }
}
