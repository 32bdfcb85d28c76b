import { AUDIT_TEXT, AUDIT_VALUES, type AuditNote, type AuditRecord } from './contract'

/** A record that has no place in the chain yet. */
export type AuditEntry = Omit<AuditRecord, 'position'>

/** Names under which secrets travel: a value of such a name is never written, whoever handed it in. */
const SECRET = /pass|secret|token|otp|cookie|authori[sz]ation|credential|recovery/i

/** One line without what a terminal, a database or a table program could stumble over. */
const line = (text: string): string => text.slice(0, AUDIT_TEXT).replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')

const orNull = (text: string | null | undefined): string | null => (text === null || text === undefined || text === '' ? null : line(text))

function values(detail: AuditNote['detail']): AuditRecord['detail'] {
  const out: Record<string, string | number> = {}
  let left = AUDIT_VALUES
  for (const [name, value] of Object.entries(detail ?? {})) {
    if (SECRET.test(name) || left-- <= 0) continue
    if (typeof value === 'number' && Number.isFinite(value)) out[line(name).slice(0, 40)] = value
    else if (typeof value === 'string') out[line(name).slice(0, 40)] = line(value)
  }
  return out
}

/**
 * A note as it is recorded: only the fields a record has, cut and on one line, without anything that goes under a secret's name
 * and without the query of an address (feeds that can't set headers carry their token there).
 */
export function entryOf(n: AuditNote, at: number, count = 1): AuditEntry {
  return {
    at: Math.floor(at), act: n.act, who: orNull(n.who), post: orNull(n.post), address: orNull(n.address?.replace(/^::ffff:/, '')),
    where: line(n.where.split('?')[0]!), result: n.result ?? 'done', detail: values(n.detail), count,
  }
}

/** Who somebody is in the audit: what kind and which id. */
export const whoOf = (who: { kind: 'person' | 'device' | 'feed' | 'system'; id: string }): string => `${who.kind}:${who.id}`

/** The text of a record as it is stored and hashed. Field order is fixed here and nowhere else. */
export function auditText(r: AuditRecord): string {
  const { position, at, act, who, post, address, where, result, detail, count } = r
  return JSON.stringify({ position, at, act, who, post, address, where, result, detail, count })
}

/** Most different refusals told apart in one minute; what comes beyond is counted together by act. */
export const REFUSALS_APART = 200

/** Refusals of one kind within the minute that runs. */
interface Repeat { first: AuditEntry; count: number; last: number; together: boolean }

export const MINUTE_MS = 60_000

/**
 * Counts repeated refusals: of each (address, who, act, where) the first of a minute is recorded at once, the rest become one record
 * with their count at the minute's end. The counts of all records add up to the refusals there were, and nobody can flood the chain.
 */
export function createRepeats(most = REFUSALS_APART) {
  let minute = -1
  let seen = new Map<string, Repeat>()
  let apart = 0

  /** What is to be recorded of the minute before. */
  const end = (): AuditEntry[] => {
    const counted = [...seen.values()].filter((r) => r.count > 0)
    seen = new Map()
    apart = 0
    minute = -1
    return counted.map(({ first, count, last, together }) => ({
      ...first, at: last, count, ...(together ? { who: null, post: null, address: null, where: 'several', detail: {} } : {}),
    }))
  }

  /** Takes one refusal; answers what is to be recorded now. */
  const take = (e: AuditEntry): AuditEntry[] => {
    const now = Math.floor(e.at / MINUTE_MS)
    const before = now === minute || minute === -1 ? [] : end()
    minute = now
    const own = `${e.act}\0${e.address}\0${e.who}\0${e.where}`
    const together = !seen.has(own) && apart >= most
    const key = together ? e.act : own
    const known = seen.get(key)
    if (known) {
      known.count++
      known.last = e.at
      return before
    }
    if (!together) apart++
    seen.set(key, { first: e, count: together ? 1 : 0, last: e.at, together })
    return together ? before : [...before, e]
  }

  return { take, end, waiting: () => seen.size > 0 }
}
export type Repeats = ReturnType<typeof createRepeats>
