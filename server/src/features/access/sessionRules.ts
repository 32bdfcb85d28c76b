import type { SignedInBy } from '@liandong/shared/access/account'
import { limitsOf, needsSecondFactor, ROLE, type SessionLimits } from '@liandong/shared/access/roles'
import type { DeviceState } from '@liandong/shared/device/contract'
import type { Instant } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'

export interface SessionRow {
  id: string
  person: string | null
  device: string | null
  how: SignedInBy
  created: Instant
  seen: Instant
  ends: Instant
  address: string
  agent: string
}

export type WhyOver = 'expired' | 'idle' | 'out-of-service' | 'second-factor' | 'unknown-person' | 'unknown-device'

/** The limits of a person's roles as they are now; a device is a wall. */
export const limitsFor = (person: Pick<PersonState, 'roles'> | null): SessionLimits => (person === null ? ROLE.wall : limitsOf(person.roles))

/** Why a device's session is over at this moment, or null: its own limits, and the log's word on it. */
export function whyDeviceOver(s: SessionRow, device: DeviceState | undefined, now: Instant): WhyOver | null {
  if (!device) return 'unknown-device'
  return device.active && device.kind === 'wall' ? whyOver(s, null, now, () => false) : 'out-of-service'
}

/** Only seats that work on cases may stay for one: an administrator's page left open may not. */
const isDesk = (person: PersonState): boolean => person.roles.some((r) => ROLE[r].mask === 'desk') && person.roles.every((r) => ROLE[r].mask !== null)

/** Why a session is over at this moment, or null. `person` is null for a device's and undefined for one nobody knows. */
export function whyOver(s: SessionRow, person: PersonState | null | undefined, now: Instant, holdsOpenP1: (person: string) => boolean): WhyOver | null {
  if (now >= s.ends) return 'expired'
  if (person === undefined) return 'unknown-person'
  if (person?.active === false) return 'out-of-service'
  const limits = limitsFor(person)
  // Roles may have become stricter since it began.
  if (now >= s.created + limits.absoluteMs) return 'expired'
  if (person && s.how === 'password' && needsSecondFactor(person.roles)) return 'second-factor'
  if (now >= s.seen + limits.idleMs && !(person && isDesk(person) && holdsOpenP1(person.id))) return 'idle'
  return null
}
