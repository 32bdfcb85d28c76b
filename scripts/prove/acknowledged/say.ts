import type { Verdict } from './check'

/** Many lives as one. */
export function added(verdicts: readonly Verdict[]): Verdict {
  const sum = (of: (v: Verdict) => Record<string, number>) => {
    const total: Record<string, number> = {}
    for (const v of verdicts) for (const [name, n] of Object.entries(of(v))) total[name] = (total[name] ?? 0) + n
    return total
  }
  return {
    faults: verdicts.flatMap((v) => v.faults),
    counts: sum((v) => v.counts) as Verdict['counts'],
    points: sum((v) => v.points),
    restarts: { alone: verdicts.flatMap((v) => v.restarts.alone), withDatabase: verdicts.flatMap((v) => v.restarts.withDatabase) },
  }
}

/** The figures of a verdict, for people. */
export function figures({ counts: c, points, restarts }: Verdict): string[] {
  return [
    `kills ${c.kills}: ${c.withDatabase} with the database, ${c.atPoints} at fail-points (${c.missedPoints} never passed), ${c.whileStarting} while starting`,
    `fail-points struck: ${Object.entries(points).map(([name, n]) => `${name} ${n}`).join(', ') || 'none'}`,
    `commands ${c.commands}, acknowledged ${c.acknowledged}, sent ${c.sends} times (${c.resends} resends, ${c.unanswered} sends without an answer, ${c.repeatedAnswers} answers given again)`,
    `log ${c.events} events, ${c.states} states, ${c.alerts} alerts raised by jobs`,
    `ready again: ${spread('server alone', restarts.alone)}; ${spread('with the database', restarts.withDatabase)}`,
  ]
}

function spread(name: string, ms: readonly number[]): string {
  if (ms.length === 0) return `${name}: none`
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (q: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!)
  return `${name} ${ms.length} times, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${Math.round(sorted.at(-1)!)} ms`
}
