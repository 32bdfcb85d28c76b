import type pg from 'pg'
import type { Anchor } from '../../engine/anchor'
import { createVerifier, type ChainFault } from '../../engine/chain'
import { agrees, findHead, readRows, type AuditRow } from './chain'

export interface AuditVerdict {
  /** Where the chain ends. */
  position: number
  anchors: number
  /** The first thing that is wrong, or null. */
  fault: { position: number; fault: ChainFault['fault'] | 'head-missing' } | null
}

const PAGE = 5000

/**
 * Walks the audit from its seed to its head in one read-only snapshot, while servers may go on writing, and holds it against the
 * anchors outside the database; those must have been read before.
 */
export async function verifyAudit(pool: pg.Pool, anchors: readonly Anchor[]): Promise<AuditVerdict> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    return await walk(client, anchors)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

async function walk(client: pg.ClientBase, anchors: readonly Anchor[]): Promise<AuditVerdict> {
  const noted = new Map<number, Set<string>>()
  for (const a of anchors) noted.set(a.position, (noted.get(a.position) ?? new Set()).add(a.hash))
  const differs = (position: number, hash: string) => [...(noted.get(position) ?? [])].some((h) => h !== hash)
  const verdict = (position: number, fault: AuditVerdict['fault']) => ({ position, anchors: anchors.length, fault })

  const head = await findHead(client)
  if (!head) return verdict(0, (await readRows(client, 0, 1)).length > 0 || anchors.length > 0 ? { position: 0, fault: 'head-missing' } : null)
  const verifier = createVerifier<AuditRow>(head.seed, agrees)
  if (differs(0, verifier.hash())) return verdict(0, { position: 0, fault: 'anchor-differs' })
  for (let rows = await readRows(client, 0, PAGE); rows.length > 0; rows = await readRows(client, verifier.position(), PAGE)) {
    for (const row of rows) {
      const fault = verifier.next(row)
      if (fault) return verdict(verifier.position(), fault)
      if (differs(row.position, row.hash)) return verdict(row.position, { position: row.position, fault: 'anchor-differs' })
    }
  }
  const furthest = anchors.reduce<Anchor | null>((most, a) => (most && most.position >= a.position ? most : a), null)
  return verdict(verifier.position(), verifier.end(head, furthest))
}

const FAULTS: Readonly<Record<NonNullable<AuditVerdict['fault']>['fault'], string>> = {
  changed: 'a record was changed, or one before it', missing: 'a record is missing', 'out-of-order': 'records were swapped', 'tail-cut': 'the end was cut off',
  'columns-differ': 'what is searched differs from what was recorded', 'anchor-differs': 'the history is not the one noted outside the database',
  'head-missing': 'its head is missing',
}

/** The verdict in one sentence for whoever ran the tool. */
export const verdictText = ({ position, anchors, fault }: AuditVerdict): string =>
  fault ? `The audit is not whole: at record ${fault.position} ${FAULTS[fault.fault]} (${fault.fault}).`
    : `The audit is whole to record ${position} and agrees with ${anchors} anchors outside the database.`
