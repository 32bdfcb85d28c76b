import type { PersonRecord, PersonState } from '@liandong/shared/person/contract'
import type { AuditNote } from '@liandong/shared/audit/contract'

/** Real time that moves only when told to, from a fixed instant. */
export function standingTime(start = Date.UTC(2026, 8, 1)): { now(): number; pass(ms: number): void } {
  let at = start
  return { now: () => at, pass: (ms) => void (at += ms) }
}

/** Keeps what was recorded, and takes it out. */
export function notes(): { note(n: AuditNote): void; take(): AuditNote[]; all: AuditNote[] } {
  const all: AuditNote[] = []
  return { all, note: (n) => void all.push(n), take: () => all.splice(0) }
}

export const rights = (...roles: PersonRecord['roles']): PersonRecord => ({ roles, post: 'dutyOfficer', areaIds: [], active: true })
export const personWith = (id: string, ...roles: PersonRecord['roles']): PersonState => ({ ...rights(...roles), id })
