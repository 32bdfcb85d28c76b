import type { Role } from '@liandong/shared/access/roles'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type { PersonPost, PersonRecord } from '@liandong/shared/person/contract'
import { checkRights } from '@liandong/shared/person/person'
import type { Registers } from './registers'

/** Roles as they stand on the page: by what they see. */
export const ROLE_GROUPS = {
  centre: ['intake', 'dispatcher', 'duty_chief', 'commander', 'analyst', 'supervisor'],
  parts: ['liaison', 'township', 'grid'],
  admins: ['sys_admin', 'sec_admin', 'audit_admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

/** The post that usually goes with a role: proposed while none is chosen. */
export const USUAL_POST: Readonly<Partial<Record<Role, PersonPost>>> = {
  intake: 'dutyOfficer', dispatcher: 'dutyOfficer', duty_chief: 'dutyChief', commander: 'commander', analyst: 'analyst', supervisor: 'supervisor', liaison: 'orgDuty',
  township: 'townshipDuty', grid: 'gridWorker', sys_admin: 'administrator', sec_admin: 'administrator', audit_admin: 'administrator',
}

/** Rights as they are being filled in: a post may still be missing. */
export interface Draft {
  roles: Role[]
  post: PersonPost | ''
  orgId: string | null
  areaIds: string[]
}

const MOST_ROLES = 6

/** What the door takes. The order of what is chosen says nothing, so that the same rights are the same request. */
export const recordOf = (d: Draft, active: boolean): PersonRecord => ({
  roles: [...d.roles].sort() as PersonRecord['roles'], post: d.post as PersonPost, ...(d.orgId === null ? {} : { orgId: d.orgId }), areaIds: [...d.areaIds].sort(), active,
})

/** The server's own rule over the registers this page holds. */
const reader = (r: Registers): StateReader => ({
  get: (kind: string, id: string) => (kind === 'organisation' ? r.organisation.get(id) : kind === 'area' ? r.area.get(id) : undefined) as never,
  all: () => [],
})

/** Why rights may not be saved: a key of this page's own words, or a rejection the server would give. Null when they may. */
export type RightsFault = { own: 'noRole' | 'tooMany' | 'noPost' } | { rejected: string; detail?: Readonly<Record<string, string | number>> }

export function faultOf(d: Draft, registers: Registers): RightsFault | null {
  if (d.roles.length === 0) return { own: 'noRole' }
  if (d.roles.length > MOST_ROLES) return { own: 'tooMany' }
  const no = checkRights(reader(registers), recordOf(d, true))
  if (no) return no as RightsFault
  return d.post === '' ? { own: 'noPost' } : null
}

/** Whether two drafts mean the same rights. */
export const isSame = (a: Draft, b: Draft): boolean => JSON.stringify(recordOf(a, true)) === JSON.stringify(recordOf(b, true))
