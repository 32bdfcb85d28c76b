import type { CallChain } from './chains'

export interface PhaseFigure {
  n: number
  p50Min: number | null
  p90Min: number | null
}

export interface ReplayReport {
  calls: number
  unitRows: number
  rejected: number
  outcomes: Record<string, number>
  reasons: Record<string, number>
  phases: Record<string, PhaseFigure>
  positions: { sent: number; accepted: number; quarantined: Record<string, number> }
  seconds: number
}

/** Linear-interpolated percentile, as PostgreSQL's percentile_cont. */
export function percentile(sorted: readonly number[], p: number): number | null {
  if (sorted.length === 0) return null
  const at = (sorted.length - 1) * p
  const low = Math.floor(at)
  const a = sorted[low]!
  return a + ((sorted[low + 1] ?? a) - a) * (at - low)
}

const figure = (minutes: number[]): PhaseFigure => {
  const sorted = minutes.sort((a, b) => a - b)
  const round = (x: number | null) => (x === null ? null : Math.round(x * 100) / 100)
  return { n: sorted.length, p50Min: round(percentile(sorted, 0.5)), p90Min: round(percentile(sorted, 0.9)) }
}

const count = (items: readonly string[]) => {
  const out: Record<string, number> = {}
  for (const i of items) out[i] = (out[i] ?? 0) + 1
  return out
}

/** Accounts for every call and every unit row; phases only over steps that the server accepted. */
export function reportOf(chains: readonly CallChain[], positions: ReplayReport['positions'], seconds: number): ReplayReport {
  const rows = chains.flatMap((c) => c.rows)
  const arrived = rows.filter((r) => r.outcome === 'on-scene' && r.row.onScene !== null)
  const span = (from: (r: (typeof rows)[number]) => number | null, to: (r: (typeof rows)[number]) => number | null, of = arrived) =>
    figure(of.flatMap((r) => { const a = from(r); const b = to(r); return a === null || b === null ? [] : [(b - a) / 60_000] }))
  const issued = rows.filter((r) => r.orderId !== null)
  return {
    calls: chains.length, unitRows: rows.length, rejected: rows.filter((r) => r.outcome === 'rejected').length,
    outcomes: count(rows.map((r) => r.outcome)), reasons: count(rows.flatMap((r) => (r.reason ? [r.reason] : []))),
    phases: {
      receivedToOnScene: span((r) => r.row.received, (r) => r.row.onScene),
      receivedToDispatch: span((r) => r.row.received, (r) => r.row.dispatch, issued),
      dispatchToEnRoute: span((r) => r.row.dispatch, (r) => r.row.enroute, issued),
      enRouteToOnScene: span((r) => r.row.enroute, (r) => r.row.onScene),
    },
    positions, seconds: Math.round(seconds * 10) / 10,
  }
}

/** The report for people. */
export function reportText(r: ReplayReport): string {
  const list = (c: Record<string, number>) => Object.entries(c).map(([k, n]) => `  ${String(n).padStart(6)}  ${k}`).join('\n')
  const phases = Object.entries(r.phases).map(([k, f]) => `  ${k.padEnd(20)} n ${String(f.n).padStart(5)}  median ${f.p50Min ?? '—'} min  90 % ${f.p90Min ?? '—'} min`).join('\n')
  return [`${r.calls} calls, ${r.unitRows} unit rows, ${r.rejected} rejected, in ${r.seconds} s`, 'Outcomes', list(r.outcomes), 'Not on scene, or not closed, because', list(r.reasons), 'Phases', phases,
    `Positions: ${r.positions.sent} sent, ${r.positions.accepted} accepted`, list(r.positions.quarantined)].join('\n')
}
