import { Children } from './children'
import { groupsCost } from './growthGroups'
import { City, type Size } from './growthCity'
import { interleaved, median, plain, type Bench, type Figure } from './measure'

/** What stays the same while one of them grows, and how much 1× is of each. */
const FIXED: Size = { viewers: 20, units: 200, documents: 100 }
const ONE: Size & { groups: number } = { viewers: 100, units: 500, documents: 100, groups: 100 }
/** None (for groups: one), then 1×, 4× and 16×. */
const TIMES = [0, 1, 4, 16]
type Level = '0' | '1' | '4' | '16'
const BAR = '≤ 1.1'

const bench: Bench = {
  about: 'Server CPU as viewers, units, documents and track groups grow to 4 and 16 times as many, one of them at a time.',
  async run(say) {
    const figures: Figure[] = []
    for (const what of ['viewers', 'units', 'documents'] as const) figures.push(...await grow(what, say))
    say('growth: groups')
    const costs = await interleaved(levels((times) => () => groupsCost(Math.max(1, times * ONE.groups))), said('groups', say))
    return [...figures, ...fitted('groups', costs, 'us CPU per tick and group')]
  },
}
export default bench

const levels = <T>(make: (times: number) => T) => Object.fromEntries(TIMES.map((t) => [String(t), make(t)])) as Record<Level, T>

async function grow(what: keyof Size, say: (text: string) => void): Promise<Figure[]> {
  say(`growth: ${what}; beside them ${Object.entries(FIXED).filter(([k]) => k !== what).map(([k, n]) => `${n} ${k}`).join(', ')}`)
  const children = new Children()
  const cities = {} as Record<Level, City>
  try {
    const viewers = children.start('growthViewers.ts')
    for (const t of TIMES) cities[String(t) as Level] = await City.open({ ...FIXED, [what]: t * ONE[what] }, viewers)
    const costs = await interleaved(levels((t) => () => cities[String(t) as Level].cost()), said(what, say))
    return fitted(what, costs, `us CPU per second and ${what.slice(0, -1)}`)
  } finally {
    await Promise.all(Object.values(cities).map((c) => c.close()))
    await children.end()
  }
}

const said = (what: string, say: (text: string) => void) => ({
  onRound: (n: number, r: Record<Level, number>) => say(`  ${what}, round ${n}: ${TIMES.map((t) => `${t}× ${(r[String(t) as Level] * 1000).toFixed(2)} ms`).join(', ')}`),
})

/** The exponent over the medians, and what one more costs at 1× and at 16×. */
function fitted(what: keyof typeof ONE, costs: Record<Level, number[]>, unit: string): Figure[] {
  const zero = median(costs['0'])
  const none = what === 'groups' ? 1 : 0
  const points = TIMES.slice(1).map((t) => ({ n: t * ONE[what] - none, cost: median(costs[String(t) as Level]) - zero }))
  // On a busy machine the few may cost less than the noise of none: then nothing is said rather than something wrong.
  const sound = points.every((p) => p.cost > 0)
  const each = (i: number) => (points[i]!.cost / points[i]!.n) * 1e6
  const head = { bench: 'growth', case: what }
  return [
    { ...plain({ ...head, metric: 'exponent', unit: 'of cost above none over number', bar: BAR }, [sound ? slope(points) : NaN]), runs: costs['0'].length },
    { ...plain({ ...head, metric: 'cost_of_one_at_16x_vs_1x', unit }, [each(2)]), baseline: Number(each(0).toPrecision(4)), ratio: Number((each(2) / each(0)).toPrecision(4)), runs: costs['0'].length },
  ]
}

/** Least squares of log cost over log number. */
function slope(points: { n: number; cost: number }[]): number {
  const xs = points.map((p) => Math.log(p.n)), ys = points.map((p) => Math.log(p.cost))
  const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length
  const [mx, my] = [mean(xs), mean(ys)]
  return xs.reduce((s, x, i) => s + (x - mx) * (ys[i]! - my), 0) / xs.reduce((s, x) => s + (x - mx) ** 2, 0)
}
