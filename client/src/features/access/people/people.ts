import type { Role } from '@liandong/shared/access/roles'
import { needsSecondFactor } from '@liandong/shared/access/roles'
import type { PersonPost, PersonRecord } from '@liandong/shared/person/contract'
import { ReadError, readJson } from '../../../live/readJson'
import { sendJson } from '../../../live/sendJson'
import type { Draft } from './rights'

/** A row of `GET /api/people`. */
export interface Person {
  id: string
  login: string | null
  name: string | null
  roles: Role[]
  post: PersonPost
  orgId?: string
  areaIds: string[]
  active: boolean
  hasPassword: boolean
  hasSecondFactor: boolean
}

/** A link that is shown once; `path` holds its secret. */
export interface Link { path: string; expires: number }

/** How many the door answers at once. */
export const PAGE = 50

export type Standing = 'active' | 'invited' | 'noSecond' | 'out'
export const standingOf = (p: Person): Standing =>
  !p.active ? 'out' : p.login !== null && !p.hasPassword ? 'invited' : p.login !== null && !p.hasSecondFactor && needsSecondFactor(p.roles) ? 'noSecond' : 'active'

export const draftOf = (p: Person | null): Draft => ({ roles: [...(p?.roles ?? [])], post: p?.post ?? '', orgId: p?.orgId ?? null, areaIds: [...(p?.areaIds ?? [])] })

export function readPeople(search: string, page: number): Promise<{ total: number; people: Person[] }> {
  const url = new URL('/api/people', location.origin)
  if (search) url.searchParams.set('search', search)
  if (page > 0) url.searchParams.set('page', String(page))
  return readJson(url)
}

/**
 * Sends writes with an id that makes sending again safe: the same content after no answer keeps its id, so that nobody is made twice;
 * after any answer the next try is another wish.
 */
export function writer(newId: () => string = () => crypto.randomUUID()) {
  let unanswered: { text: string; id: string } | null = null
  async function send<T>(method: 'POST' | 'PUT', path: string, body: object): Promise<T> {
    const text = JSON.stringify([method, path, body])
    const id = unanswered?.text === text ? unanswered.id : newId()
    unanswered = { text, id }
    try {
      const answer = await sendJson<T>(method, path, { id, ...body })
      unanswered = null
      return answer
    } catch (e) {
      if (e instanceof ReadError && e.status >= 400 && e.status < 500) unanswered = null
      throw e
    }
  }
  const of = (id: string) => `/api/people/${encodeURIComponent(id)}`
  return {
    make: (login: string, name: string, rights: PersonRecord) => send<{ person: string; link: Link | null }>('POST', '/api/people', { login, name, rights }),
    change: (id: string, change: { login?: string; name?: string; rights?: PersonRecord }) => send<{ needsInvite: boolean }>('PUT', of(id), change),
    invite: (id: string, purpose: 'enrol' | 'reset') => sendJson<Link>('POST', `${of(id)}/invite`, { purpose }),
    endSessions: (id: string) => sendJson<{ ended: number }>('DELETE', `${of(id)}/sessions`),
  }
}
export type Writer = ReturnType<typeof writer>
