import { decider, kindOf, ref, type LoggedEvent, type Rejection, type StateReader } from '../kernel/decider'
import { ADMIN_ROLES, type Role } from '../access/roles'
import { PutPerson, type PersonCode, type PersonRecord, type PersonState } from './contract'

/** Roles that see only a part: without it they would see nothing, and nobody would know why. */
const SCOPED: readonly Role[] = ['liaison', 'township', 'grid']

function evolve(s: PersonState | undefined, e: LoggedEvent, id: string): PersonState | undefined {
  return e.type === 'PersonPut' ? { ...(e.data as { after: PersonRecord }).after, id } : s
}

/** Never a document of any screen: rights are read and changed over HTTP, by administrators. */
export const personKind = kindOf<PersonState>({ kind: 'person', shape: 1, evolve, tags: () => [], document: () => null })

const holds = (p: Pick<PersonState, 'roles' | 'active'>, role: Role): boolean => p.active && p.roles.includes(role)

function isLastSecAdmin(read: StateReader, p: PersonState): boolean {
  if (!holds(p, 'sec_admin')) return false
  for (const other of read.all<PersonState>('person')) if (other.id !== p.id && holds(other, 'sec_admin')) return false
  return true
}

/** What is wrong with rights as such, wherever they stand. */
export function checkRights(read: StateReader, after: PersonRecord): Rejection<PersonCode> | null {
  if (ADMIN_ROLES.every((r) => after.roles.includes(r))) return { rejected: 'all-admin-roles' }
  if (after.orgId !== undefined && !read.get('organisation', after.orgId)) return { rejected: 'unknown-org', detail: { org: after.orgId } }
  for (const area of after.areaIds) if (!read.get('area', area)) return { rejected: 'unknown-area', detail: { area } }
  const scoped = after.roles.some((r) => SCOPED.includes(r))
  if (scoped && after.orgId === undefined && after.areaIds.length === 0) return { rejected: 'scope-missing' }
  return null
}

/** The areas and the organisation a change names: read again when it is decided. */
const put = decider<PutPerson, PersonCode>({
  type: 'PutPerson',
  schema: PutPerson,
  needs: (b) => [
    ref('person', b.personId), ...(b.after.orgId === undefined ? [] : [ref('organisation', b.after.orgId)]), ...b.after.areaIds.map((a) => ref('area', a)),
  ],
  decide(read, b, ctx) {
    const before = read.get<PersonState>('person', b.personId)
    const no = checkRights(read, b.after)
    if (no) return no
    // Whoever changes its own rights needs nobody else: the one thing the separate administrators are there to prevent.
    if (ctx.actor.kind === 'person' && ctx.actor.id === b.personId) return { rejected: 'own-rights' }
    if (before && isLastSecAdmin(read, before) && !holds(b.after, 'sec_admin')) return { rejected: 'last-admin' }
    if (before && JSON.stringify({ ...b.after, id: b.personId }) === JSON.stringify(before)) return { rejected: 'nothing-changed' }
    return { events: [{ type: 'PersonPut', v: 1, subjects: [ref('person', b.personId)], data: { personId: b.personId, after: b.after } }] }
  },
})

export const personDeciders = [put]
