/** One bar: a name, its count today and, where there is one, what is usual by this hour. */
export interface Share {
  key: string
  count: number
  usual: number | null
}

/** The largest `top` of a count, sorted; the rest is counted, not drawn. Equal counts keep the order of their keys. */
export function topShares(
  counts: Readonly<Record<string, number>>, top: number, usual: (key: string) => number | null,
): { shown: Share[]; shownTotal: number; rest: number; restTotal: number; total: number } {
  const all = Object.entries(counts).filter(([, n]) => n > 0).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  const sum = (list: [string, number][]) => list.reduce((s, [, n]) => s + n, 0)
  const shown = all.slice(0, top)
  const rest = all.slice(top)
  return {
    shown: shown.map(([key, count]) => ({ key, count, usual: usual(key) })),
    shownTotal: sum(shown), rest: rest.length, restTotal: sum(rest), total: sum(all),
  }
}
