import Type from 'typebox'
import { Id, InstantField, OneOf, Strict } from '../kernel/schema'

/**
 * What is audited besides commands, which their own events record. Closed: an act that isn't here can't be written, and the list of
 * places that write each is a test (`server/src/features/audit/coverage.test.ts`).
 */
export const AUDIT_ACTS = [
  'signed-in', 'sign-in-refused', 'signed-out', 'session-ended', 'second-factor-set', 'recovery-code-used', 'password-changed',
  'invite-made', 'invite-used', 're-authenticated', 'rights-changed',
  // A refusal by policy: a command, a door, a socket.
  'denied',
  'exported', 'sealed-opened', 'sealed-refused', 'purge', 'key-rotated',
  'device-enrolled', 'device-refused', 'device-revoked', 'configuration-changed', 'critical-act',
  'backup', 'restore', 'rebuild', 'audit-verified', 'audit-exported',
  // The audit's own confession: so many records found no room while the database was away.
  'audit-lost',
] as const
export type AuditAct = (typeof AUDIT_ACTS)[number]

export const AUDIT_RESULTS = ['done', 'refused'] as const
export type AuditResult = (typeof AUDIT_RESULTS)[number]

/** Longest text of one field; a longer one is cut. */
export const AUDIT_TEXT = 200
/** Most values a record carries beside its fields. */
export const AUDIT_VALUES = 12

const Short = Type.String({ maxLength: AUDIT_TEXT })
const OrNone = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** One record as it is kept and shown: who, what, when, where from, at which door and with what result. Never a secret. */
export const AuditRecord = Strict({
  /** Place in the chain, from 1 without a gap. */
  position: Type.Integer({ minimum: 1 }),
  /** UTC milliseconds of real time, also in the demonstration. Of a count: the last time. */
  at: InstantField,
  act: OneOf(AUDIT_ACTS),
  /** `person:ID`, `device:ID`, `feed:ID` or `system:ID`; null where nobody is known. Never a name that somebody typed. */
  who: OrNone(Short),
  /** The post spoken for. */
  post: OrNone(Short),
  /** Network address it came from. */
  address: OrNone(Short),
  /** Door (`GET /api/audit.csv`), type of the command, or the tool. */
  where: Short,
  result: OneOf(AUDIT_RESULTS),
  /** Flat and small: codes, ids, counts. */
  detail: Type.Record(Type.String({ maxLength: 40 }), Type.Union([Short, Type.Number()])),
  /** How many times: the repeats of a refusal within a minute share one record. */
  count: Type.Integer({ minimum: 1 }),
})
export type AuditRecord = Type.Static<typeof AuditRecord>

/** What is handed in to be recorded; the rest is filled in. */
export interface AuditNote {
  act: AuditAct
  who?: string | null | undefined
  post?: string | null | undefined
  address?: string | null | undefined
  where: string
  /** `done` unless said otherwise. */
  result?: AuditResult
  detail?: Readonly<Record<string, string | number>>
}

/** Most records of one page. */
export const AUDIT_PAGE = 500

const filters = {
  /** UTC milliseconds, from (inclusive) and to (exclusive). */
  from: Type.Optional(Type.Integer({ minimum: 0 })),
  to: Type.Optional(Type.Integer({ minimum: 0 })),
  act: Type.Optional(OneOf(AUDIT_ACTS)),
  who: Type.Optional(Id),
  result: Type.Optional(OneOf(AUDIT_RESULTS)),
  /** A part of who, post, address, door or values, whatever its case. */
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
}
/** Which records; all conditions hold at once. */
export const AuditFilter = Strict(filters)
export type AuditFilter = Type.Static<typeof AuditFilter>

/** A page, newest first, of records before a position. */
export const AuditQuery = Strict({
  ...filters,
  before: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: AUDIT_PAGE })),
})
export type AuditQuery = Type.Static<typeof AuditQuery>

/** Answer of `GET /api/audit`. `before` asks for the next page; null where there is none. */
export const AuditPage = Strict({ records: Type.Array(AuditRecord), before: OrNone(Type.Integer()) })
export type AuditPage = Type.Static<typeof AuditPage>
