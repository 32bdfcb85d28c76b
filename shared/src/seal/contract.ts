import Type from 'typebox'
import { Id, OneOf, Strict, Text } from '../kernel/schema'

/** What is kept sealed: whom to call back, and what another system sent as it sent it. */
export const SEALED_KINDS = ['caller-contact', 'caller-name', 'original-payload'] as const
export type SealedKind = (typeof SEALED_KINDS)[number]

/** Why something was destroyed: its term was over, or somebody with the right to asked for it. */
export const PURGE_RULES = ['term', 'request'] as const
export type PurgeRule = (typeof PURGE_RULES)[number]

/** A random name. It says nothing of what it stands for, so the log may hold it for ever. */
export const SealedRef = Type.String({ pattern: '^sealed:[A-Za-z0-9]{16}$' })

export const SealedItem = Strict({ ref: SealedRef, kind: OneOf(SEALED_KINDS) })
export type SealedItem = Type.Static<typeof SealedItem>

/** The server's own command, given after the texts lie sealed in their table. */
export const SealContact = Strict({ incidentId: Id, refs: Type.Array(SealedItem, { minItems: 1, maxItems: 20, uniqueItems: true }) })
export type SealContact = Type.Static<typeof SealContact>
export interface ContactSealed {
  incidentId: string
  refs: SealedItem[]
}

/** The server's own command: from here on nothing of these may be read again. */
export const PurgeSealed = Strict({ incidentId: Id, rule: OneOf(PURGE_RULES) })
export type PurgeSealed = Type.Static<typeof PurgeSealed>
export interface SealedPurged {
  incidentId: string
  refs: string[]
  rule: PurgeRule
}

/** How long after archiving, unless the district's clock policy says otherwise. Ours: the law wants it gone when the response ends (2024, art. 85). */
export const PURGE_AFTER_MS = 30 * 86_400_000

/** How often one person may open something within an hour. Ours: more than a busy shift needs, far less than a list. */
export const OPENS_PER_HOUR = 30

/** What a caller leaves: sealed on arrival, never part of a command. */
export const ContactGiven = Strict({
  contact: Type.String({ minLength: 3, maxLength: 60, pattern: '\\S' }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })),
})
export type ContactGiven = Type.Static<typeof ContactGiven>

/** Why somebody looks; it is kept with the look. */
export const OpenReason = Strict({ reason: Type.String({ minLength: 3, maxLength: 200, pattern: '\\S' }) })
export type OpenReason = Type.Static<typeof OpenReason>

/** A sealed thing as it is listed. */
export const SealedShown = Strict({ ref: SealedRef, kind: OneOf(SEALED_KINDS), masked: Text(60) })
export type SealedShown = Type.Static<typeof SealedShown>

export type SealCode = 'unknown-sealed' | 'sealed-purged' | 'nothing-sealed' | 'incident-open' | 'incident-archived' | 'too-many-looks'
