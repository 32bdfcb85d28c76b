import { word, LANGUAGES } from '@liandong/shared/messages/words'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type { OrganisationState } from '@liandong/shared/org/contract'
import type { PersonState } from '@liandong/shared/person/contract'
import type { Account } from './accounts'

export interface ListedPerson extends Omit<PersonState, 'roles' | 'areaIds'> {
  roles: string[]
  areaIds: string[]
  login: string | null
  name: string | null
  /** Whether a password was set, and an authenticator. */
  hasPassword: boolean
  hasSecondFactor: boolean
}

export const PEOPLE_PAGE = 50

/** Everything a person can be searched by, in both languages, lower case. */
function searchable(read: StateReader, s: PersonState, a: Account | undefined): string {
  const org = s.orgId === undefined ? undefined : read.get<OrganisationState>('organisation', s.orgId)
  const words = LANGUAGES.flatMap((l) => [word(l, 'post', s.post), ...s.roles.map((r) => word(l, 'role', r))])
  return [a?.name, a?.login, s.id, s.post, ...s.roles, s.orgId, org?.name, ...words].join('\n').toLowerCase()
}

/** A page of people, the working ones first, by name; every word of the search must be found somewhere. */
export function listPeople(read: StateReader, accounts: readonly Account[], asked: { search: string; page: number }): { total: number; people: ListedPerson[] } {
  const byPerson = new Map(accounts.map((a) => [a.person, a]))
  const wanted = asked.search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = [...read.all<PersonState>('person')].filter((s) => {
    const text = wanted.length === 0 ? '' : searchable(read, s, byPerson.get(s.id))
    return wanted.every((w) => text.includes(w))
  })
  const name = (s: PersonState) => byPerson.get(s.id)?.name ?? s.id
  found.sort((x, y) => Number(y.active) - Number(x.active) || name(x).localeCompare(name(y), 'zh') || (x.id < y.id ? -1 : 1))
  const people = found.slice(asked.page * PEOPLE_PAGE, (asked.page + 1) * PEOPLE_PAGE).map((s): ListedPerson => {
    const a = byPerson.get(s.id)
    return {
      id: s.id, roles: [...s.roles], post: s.post, areaIds: [...s.areaIds], active: s.active, ...(s.orgId === undefined ? {} : { orgId: s.orgId }),
      login: a?.login ?? null, name: a?.name ?? null, hasPassword: a?.password != null, hasSecondFactor: a?.totp != null,
    }
  })
  return { total: found.length, people }
}
