import type { AuditAct, AuditFilter, AuditResult } from '@liandong/shared/audit/contract'

/** What stands in the fields of the page: empty texts are no condition. Times as the browser's own fields give them, in local time. */
export interface AuditSearch {
  from: string
  to: string
  act: AuditAct | ''
  result: AuditResult | ''
  who: string
  search: string
}

export const emptySearch = (): AuditSearch => ({ from: '', to: '', act: '', result: '', who: '', search: '' })

const instant = (local: string): number | undefined => {
  const ms = new Date(local).getTime()
  return local && Number.isFinite(ms) ? ms : undefined
}

/** The conditions of a search, as the doors take them. `to` includes its whole minute. */
export function filterOf(s: AuditSearch): AuditFilter {
  const [from, to] = [instant(s.from), instant(s.to)]
  const search = s.search.trim()
  return {
    ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to: to + 60_000 }), ...(s.act ? { act: s.act } : {}),
    ...(s.result ? { result: s.result } : {}), ...(s.who ? { who: s.who } : {}), ...(search ? { search } : {}),
  }
}

/** The address of a door with these conditions. */
export function addressOf(path: string, values: Readonly<Record<string, string | number>>, origin: string): URL {
  const url = new URL(path, origin)
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, String(value))
  return url
}
