import type { Mask } from '../kernel/decider'

/** Who works with the console (domain §1.3). One person may hold several; the three administrators never all at once. */
export const ROLES = [
  'wall', 'intake', 'dispatcher', 'duty_chief', 'commander', 'analyst', 'supervisor', 'liaison', 'township', 'grid',
  'sys_admin', 'sec_admin', 'audit_admin',
] as const
export type Role = (typeof ROLES)[number]

/** The separate administrators: of the system, of rights, of the audit (three powers kept apart, GB/T 22239 level 3). */
export const ADMIN_ROLES = ['sys_admin', 'sec_admin', 'audit_admin'] as const satisfies readonly Role[]
export type AdminRole = (typeof ADMIN_ROLES)[number]

/** Roles a person may be given. A wall is a device. */
export const PERSON_ROLES = ROLES.filter((r) => r !== 'wall')

/** How long a sign-in lasts (our defaults; ASVS 7.3.1–2): without a touch, and at most. */
export interface SessionLimits {
  idleMs: number
  absoluteMs: number
}

interface RoleFacts extends SessionLimits {
  /** Which fields it is shown; null for a role that has no live picture. */
  mask: Mask | null
  /** Whether a password alone is not enough. */
  secondFactor: boolean
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** A shift and its handover. */
const SHIFT = { idleMs: 8 * HOUR, absoluteMs: 16 * HOUR }
const ADMIN = { mask: null, secondFactor: true, idleMs: 15 * MINUTE, absoluteMs: 8 * HOUR }
const CENTRE = { mask: 'desk', secondFactor: true, ...SHIFT } as const

export const ROLE: Readonly<Record<Role, RoleFacts>> = {
  wall: { mask: 'wall', secondFactor: false, idleMs: 30 * 24 * HOUR, absoluteMs: 365 * 24 * HOUR },
  intake: CENTRE, dispatcher: CENTRE, duty_chief: CENTRE, commander: CENTRE, analyst: CENTRE, supervisor: CENTRE,
  liaison: { mask: 'liaison', secondFactor: true, ...SHIFT },
  township: { mask: 'liaison', secondFactor: true, ...SHIFT },
  // A phone in a pocket: unlocked by its owner, out in seconds when it is lost.
  grid: { mask: 'liaison', secondFactor: false, idleMs: 24 * HOUR, absoluteMs: 30 * 24 * HOUR },
  sys_admin: ADMIN, sec_admin: ADMIN, audit_admin: ADMIN,
}

/** From the one that shows least to the one that shows most. */
const BY_FIELDS: readonly Mask[] = ['wall', 'liaison', 'desk']

/** The mask of somebody with these roles: the one that shows most. Null without a live picture. */
export function maskOf(roles: readonly Role[]): Mask | null {
  const most = Math.max(...roles.map((r) => (ROLE[r].mask === null ? -1 : BY_FIELDS.indexOf(ROLE[r].mask))))
  return BY_FIELDS[most] ?? null
}

/** Whether a mask shows nothing the other doesn't: a desk may look at the wall's picture. */
export const showsNoMore = (asked: Mask, own: Mask): boolean => BY_FIELDS.indexOf(asked) <= BY_FIELDS.indexOf(own)

/** The strictest limits of somebody's roles. */
export function limitsOf(roles: readonly Role[]): SessionLimits {
  return {
    idleMs: Math.min(...roles.map((r) => ROLE[r].idleMs)),
    absoluteMs: Math.min(...roles.map((r) => ROLE[r].absoluteMs)),
  }
}

export const needsSecondFactor = (roles: readonly Role[]): boolean => roles.some((r) => ROLE[r].secondFactor)
