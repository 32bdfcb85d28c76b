import { doors, NO_DOORS, type Column } from './expected'
import type { Persona } from './people'
import type { Ground } from './ground'

/** One request to a door, as somebody makes it. */
export interface Knock {
  method: string
  path: string
  body?: object
  /** It ends the session it comes with, so it needs one of its own. */
  spends?: boolean
}

const ABSENT = 'absent-0000-0000-0000'
const rights = { roles: ['analyst'], post: 'analyst', areaIds: [], active: true }
let serial = 0
const once = (): string => `access-proof-${++serial}`

/**
 * What somebody sends to a row of `DOORS`. Where the door lets in, nothing that matters here changes: what is sent is whole where an
 * answer is wanted, and otherwise lacks what the door's own rule asks for.
 */
export function knockOf(row: string, p: Persona, g: Ground): Knock {
  const [method, url, which] = row.split(' ') as [string, string, string | undefined]
  const caseOf = { own: g.standing.live[p.own.case], other: g.standing.live[p.other.case], absent: ABSENT }[which ?? 'own']!
  const path = url.replace('/api/incidents/:id', `/api/incidents/${caseOf}`).replace(':district', 'wucheng').replace(':file', 'outline.json')
    .replace('/api/people/:id', '/api/people/spare').replace('/api/sessions/:id', `/api/sessions/${ABSENT}`).replace('/api/devices/:id', '/api/devices/nobodys').replace('/api/feeds/:id', '/api/feeds/nobodys').replace(':kind', 'organisation').replace(':ref', 'sealed:AccessProofNone0').replace('/*', '/icon.svg')
  const bodies: Record<string, object> = {
    'POST /api/incidents/:id/contact': { contact: '电台 1 频道' }, 'POST /api/sealed/:ref/open': { reason: '回访核实' },
    'POST /api/commands': { v: 1, id: once(), type: 'ReviseIncident', body: { incidentId: ABSENT } },
    'POST /api/people': { id: once(), login: `proof-${once()}`, name: 'Proof', rights }, 'PUT /api/people/:id': { id: once() }, 'POST /api/people/:id/invite': { purpose: 'enrol' },
    'POST /api/provider/begin': { surplus: true }, 'POST /api/password': { old: 'x', new: 'a sentence that is long enough' }, 
    'POST /ingest/positions': { positions: [{ device: 'nobody-knows-it', at: Date.now(), lon: 119.6, lat: 29.1 }] },
  }
  // With a whole body somebody without an account is told no by the account's rule, with half a one by the schema: either is past the door.
  if (p.rights === undefined) Object.assign(bodies, { 'POST /api/second-factor/begin': { password: 'x' }, 'POST /api/second-factor/confirm': { code: '123456' } })
  return { method, path: row === 'GET /ingest/osmand' ? `${path}?id=x&lat=29.1&lon=119.6&timestamp=${Date.now()}` : path, body: method === 'GET' || method === 'DELETE' ? undefined : (bodies[`${method} ${url}`] ?? {}), spends: row === 'DELETE /api/session' || row === 'POST /api/password' } as Knock
}

/** What came back, in the letters of the table. */
export function letterOf(a: { status: number; body: string }, method: string): string {
  if (a.status >= 500 || a.status === 429 || a.status === 0) return String(a.status)
  const code = method === 'HEAD' ? null : (/"rejected":"([^"]+)"/.exec(a.body)?.[1] ?? null)
  if (a.status === 401 && (code === null || code === 'unauthorised')) return '1'
  if (a.status === 403 && (code === null || code === 'not-permitted' || code === 'read-only' || code === 'forbidden-origin')) return '3'
  if (a.status === 404 && (code === null || code === 'not-found' || code === 'unknown-incident')) return '4'
  return '+'
}

/** Rows of the table that a route of the server is judged by; HEAD by GET's. */
export const rowsOf = (method: string, url: string): string[] => {
  const name = `${method === 'HEAD' ? 'GET' : method} ${url}`
  return doors.rows.filter((r) => r === name || r.startsWith(`${name} `))
}

/** What is wrong between the table and the routes the server told. */
export function unlike(routes: readonly { method: string; url: string }[]): string[] {
  const there = new Set(routes.flatMap((r) => rowsOf(r.method, r.url)))
  return [
    ...routes.filter((r) => rowsOf(r.method, r.url).length === 0).map((r) => `${r.method} ${r.url}: a door the table doesn't know`),
    ...doors.rows.filter((r) => !there.has(r) && !NO_DOORS.includes(r)).map((r) => `${r}: the table knows a door that isn't there`),
    ...NO_DOORS.filter((r) => there.has(r)).map((r) => `${r}: a door that must not be there`),
  ]
}

export const expectedAt = (row: string, c: Column): string => doors.at(row, c) ?? '?'
