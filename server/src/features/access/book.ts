import type { AuditNote } from '@liandong/shared/audit/contract'
import type { SignedInBy } from '@liandong/shared/access/account'

/** Takes a record; never throws and never waits. */
export type Note = (note: AuditNote) => void

/** Who acts and from which address; a null `who` is nobody known. */
export interface Doer { person: string | null; device?: string; address?: string | undefined }

const by = (d: Doer) => ({ who: d.person !== null ? `person:${d.person}` : d.device === undefined ? null : `device:${d.device}`, address: d.address ?? null })
const of = (person: string) => ({ of: `person:${person}` })

export type Book = ReturnType<typeof openBook>

/** What is recorded of accounts and sessions: each act in one place, never a secret, never what somebody typed. */
export function openBook(note: Note) {
  const SIGN_IN = 'POST /api/session'
  return {
    signedIn: (d: Doer, how: SignedInBy, session: string) => note({ act: 'signed-in', ...by(d), where: SIGN_IN, detail: { how, session } }),
    /** `why` is for the auditor; whoever tried is only told "no". */
    signInRefused: (d: Doer, why: string) => note({ act: 'sign-in-refused', ...by(d), where: SIGN_IN, result: 'refused', detail: { why } }),
    signedOut: (d: Doer, session: string) => note({ act: 'signed-out', ...by(d), where: SIGN_IN, detail: { session } }),
    sessionEnded: (d: Doer, owner: string, session: string, why: string) => note({ act: 'session-ended', ...by(d), where: 'sessions', detail: { session, of: owner, why } }),
    secondFactorSet: (d: Doer) => note({ act: 'second-factor-set', ...by(d), where: 'second factor' }),
    recoveryCodeUsed: (d: Doer, left: number) => note({ act: 'recovery-code-used', ...by(d), where: 'second factor', detail: { left } }),
    passwordChanged: (d: Doer) => note({ act: 'password-changed', ...by(d), where: 'POST /api/password' }),
    provenAgain: (d: Doer, where: string, no: string | null) =>
      note({ act: 're-authenticated', ...by(d), where, result: no === null ? 'done' : 'refused', detail: no === null ? {} : { why: no } }),
    inviteMade: (d: Doer, person: string, purpose: string) => note({ act: 'invite-made', ...by(d), where: 'invitations', detail: { ...of(person), purpose } }),
    inviteUsed: (d: Doer, purpose: string, no: string | null) =>
      note({ act: 'invite-used', ...by(d), where: 'POST /api/invite', result: no === null ? 'done' : 'refused', detail: { purpose, ...(no === null ? {} : { why: no }) } }),
    /** Of a person made, or changed in rights or names; the rights themselves stand in the log. */
    personChanged: (d: Doer, person: string, what: 'made' | 'rights' | 'names', detail: Record<string, string | number> = {}) =>
      note({ act: 'rights-changed', ...by(d), where: 'people', detail: { ...of(person), what, ...detail } }),
    deviceEnrolled: (d: Doer, device: string, detail: Record<string, string>) => note({ act: 'device-enrolled', ...by(d), where: 'POST /api/walls', detail: { of: `device:${device}`, ...detail } }),
    /** A code, a proof or a key that was refused; `why` says more than whoever tried is told. */
    deviceRefused: (d: Doer, where: string, why: string) => note({ act: 'device-refused', ...by(d), where, result: 'refused', detail: { why } }),
    deviceRevoked: (d: Doer, device: string, why: string) => note({ act: 'device-revoked', ...by(d), where: 'devices', detail: { of: `device:${device}`, why } }),
    configured: (d: Doer, where: string, detail: Record<string, string>) => note({ act: 'configuration-changed', ...by(d), where, detail }),
  }
}
