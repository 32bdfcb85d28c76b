/** What is kept of who came in, who was refused and what was changed about access. Never a secret, never what somebody typed. */
export interface AuditRecord {
  what: 'sign-in' | 'sign-out' | 'session-ended' | 'password-changed' | 'second-factor-set' | 'recovery-code-used' | 'invite-made' | 'invite-used' | 'person-made' | 'rights-changed' | 'name-changed'
  /** The person acting; null where nobody is known. */
  who: string | null
  /** The address asked from. */
  where: string
  result: 'done' | 'refused'
  detail?: Record<string, string | number>
}

export type Audit = (record: AuditRecord) => void
