import Type from 'typebox'
import { ADMIN_ROLES, PERSON_ROLES, type Role } from '../access/roles'
import { Id, OneOf, Strict } from '../kernel/schema'

/** Posts people speak for: shown and logged instead of their names. */
export const PERSON_POSTS = ['dutyOfficer', 'dutyChief', 'commander', 'dutyLeader', 'analyst', 'supervisor', 'orgDuty', 'orgLeader', 'townshipDuty', 'gridWorker', 'administrator'] as const
export type PersonPost = (typeof PERSON_POSTS)[number]

/**
 * What the log knows of a staff account: which rights it has, never whom it belongs to. Name, sign-in name and credentials lie in
 * a table outside the log, so that they can be corrected and destroyed.
 */
export const PersonRecord = Strict({
  roles: Type.Array(OneOf(PERSON_ROLES), { minItems: 1, maxItems: 6, uniqueItems: true }),
  post: OneOf(PERSON_POSTS),
  /** The organisation spoken for; `liaison`, `township` and `grid` act for one. */
  orgId: Type.Optional(Id),
  /** Areas seen by `township` and `grid`, with all that lies in them. */
  areaIds: Type.Array(Id, { maxItems: 40, uniqueItems: true }),
  /** A person put out of service keeps its id for ever, so that the log stays readable. */
  active: Type.Boolean(),
})
export type PersonRecord = Type.Static<typeof PersonRecord>
export type PersonState = Omit<PersonRecord, 'roles'> & { id: string; roles: readonly Role[] }

/** Gives a person rights, or changes them: takes effect on open screens at once. */
export const PutPerson = Strict({ personId: Id, after: PersonRecord })
export type PutPerson = Type.Static<typeof PutPerson>

export type PersonCode = 'unknown-person' | 'unknown-area' | 'unknown-org' | 'all-admin-roles' | 'last-admin' | 'own-rights' | 'scope-missing' | 'nothing-changed'

export const isAdmin = (p: Pick<PersonState, 'roles'>): boolean => p.roles.some((r) => (ADMIN_ROLES as readonly Role[]).includes(r))
