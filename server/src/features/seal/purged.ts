import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { effectiveAt, type LoggedEvent } from '@liandong/shared/kernel/decider'
import type { ContactSealed, PurgeRule, SealedPurged } from '@liandong/shared/seal/contract'
import type { Follower } from '../../engine/followers'
import { inTransaction } from '../../platform/transaction'
import { removeRows } from './store'

/** What was destroyed, when and by which rule; never what it said. */
export interface PurgeRecord {
  incidentId: string
  refs: string[]
  at: number
  rule: PurgeRule
}

const FILE = 'purged.jsonl'

/**
 * Destroys what the log says is purged: the event comes first, then rows and key go in one transaction with this follower's position. A
 * crash in between is made good by the next start, on whichever node; a second run finds nothing. A record is also written outside the
 * database, so that an older backup that is restored loses the same again.
 */
export function sealFollower(dataDir: string): Follower {
  return {
    name: 'seal',
    shape: 1,
    // The tables are no fold of the log: running through it again only repeats what has no second effect.
    reset: () => Promise.resolve(),
    async apply(events, db) {
      const purges = events.filter((e) => e.type === 'SealedPurged').map(recordOf)
      if (purges.length > 0) await writeDown(dataDir, purges)
      // In the log's order: what was added after a purge on request is another's.
      for (const e of events) {
        if (e.type === 'ContactSealed') await db.query('update sealed set noted = true where ref = any($1)', [(e.data as ContactSealed).refs.map((r) => r.ref)])
        else if (e.type === 'SealedPurged') await destroy(db, recordOf(e))
      }
    },
  }
}

function recordOf(e: LoggedEvent): PurgeRecord {
  const { incidentId, refs, rule } = e.data as SealedPurged
  return { incidentId, refs, at: effectiveAt(e), rule }
}

async function destroy(db: pg.ClientBase, { incidentId, refs, at, rule }: PurgeRecord): Promise<void> {
  const count = await removeRows(db, incidentId, refs)
  await db.query('insert into sealed_purge (incident_id, at, rule, refs, count) values ($1, $2, $3, $4, $5) on conflict do nothing', [incidentId, at, rule, refs, count])
}

/** On disk before the rows go: what is gone must stay gone. A line written twice says the same. */
async function writeDown(dataDir: string, records: readonly PurgeRecord[]): Promise<void> {
  const file = await open(join(dataDir, FILE), 'a', 0o600)
  try {
    await file.appendFile(records.map((r) => `${JSON.stringify(r)}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The records kept beside the data; a line torn by a power cut is left out, its event writes it again. */
async function readRecords(dataDir: string): Promise<PurgeRecord[]> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch((e: NodeJS.ErrnoException) => {
    if (e.code === 'ENOENT') return ''
    throw e
  })
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as PurgeRecord]
    } catch {
      return []
    }
  })
}

/** Destroys again what was purged after a backup that has been restored. Runs before anybody can look; answers how many texts went. */
export async function repeatPurges(pool: pg.Pool, dataDir: string): Promise<number> {
  const there = new Set((await pool.query<{ ref: string }>('select ref from sealed')).rows.map((r) => r.ref))
  const due = (await readRecords(dataDir)).filter((r) => r.refs.some((ref) => there.has(ref)))
  for (const record of due) await inTransaction(pool, (client) => destroy(client, record))
  return due.reduce((n, r) => n + r.refs.filter((ref) => there.has(ref)).length, 0)
}
