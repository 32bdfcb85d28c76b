import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { PersonRecord, PersonState } from '@liandong/shared/person/contract'
import type { AuditRecord } from '../audit'
import type { Cipher } from '../cipher'

/** A cipher with a key of its own: AES-256-GCM, the context bound in. */
export function ownCipher(): Cipher {
  const key = randomBytes(32)
  return {
    seal(text, context) {
      const iv = randomBytes(12)
      const c = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([c.update(text, 'utf8'), c.final()])
      return Buffer.concat([iv, c.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, context) {
      const all = Buffer.from(sealed, 'base64url')
      const d = createDecipheriv('aes-256-gcm', key, all.subarray(0, 12)).setAAD(Buffer.from(context)).setAuthTag(all.subarray(12, 28))
      return Buffer.concat([d.update(all.subarray(28)), d.final()]).toString('utf8')
    },
  }
}

/** Real time that moves only when told to, from a fixed instant. */
export function standingTime(start = Date.UTC(2026, 8, 1)): { now(): number; pass(ms: number): void } {
  let at = start
  return { now: () => at, pass: (ms) => void (at += ms) }
}

/** Keeps what was recorded, and takes it out. */
export function auditBook(): { audit(r: AuditRecord): void; take(): AuditRecord[]; all: AuditRecord[] } {
  const all: AuditRecord[] = []
  return { all, audit: (r) => void all.push(r), take: () => all.splice(0) }
}

export const rights = (...roles: PersonRecord['roles']): PersonRecord => ({ roles, post: 'dutyOfficer', areaIds: [], active: true })
export const personWith = (id: string, ...roles: PersonRecord['roles']): PersonState => ({ ...rights(...roles), id })
