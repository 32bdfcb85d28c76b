import type pg from 'pg'
import type { SealedItem, SealedKind } from '@liandong/shared/seal/contract'
import { cipherOf, newKey } from '../../platform/cipher'
import type { Keyring } from '../../platform/keyring'
import { keyContext, textContext } from './tables'

export interface SealedText { kind: SealedKind; text: string }
export interface SealedRow extends SealedItem { incidentId: string; ciphertext: string; wrapped: string }

/** More than any case has; whoever adds more is no caller. */
export const MOST_OF_INCIDENT = 20

const COLUMNS = 's.ref, s.kind, s.incident_id as "incidentId", s.ciphertext, k.wrapped'

export async function rowOf(db: Pick<pg.Pool, 'query'>, ref: string): Promise<SealedRow | null> {
  const r = await db.query<SealedRow>(`select ${COLUMNS} from sealed s join sealed_key k using (incident_id) where s.ref = $1`, [ref])
  return r.rows[0] ?? null
}

export async function rowsOf(db: Pick<pg.Pool, 'query'>, incidentId: string): Promise<SealedRow[]> {
  const r = await db.query<SealedRow>(`select ${COLUMNS} from sealed s join sealed_key k using (incident_id) where s.incident_id = $1 order by s.created, s.ref`, [incidentId])
  return r.rows
}

/** @throws CannotOpen when the row or its key was changed or carried here from elsewhere. */
export const textOf = (keyring: Keyring, row: SealedRow): string =>
  cipherOf(keyring.unwrap(row.wrapped, keyContext(row.incidentId))).open(row.ciphertext, textContext(row))

export interface Adding {
  keyring: Keyring
  incidentId: string
  things: readonly SealedText[]
  by: string
  now: number
  newId(): string
}

/**
 * Stores texts under their incident's key, which is made with the first. A text that is there already keeps its name, so that whoever
 * asks again after a lost answer adds nothing. `added` are those that weren't there. Null when there are too many.
 */
export async function addRows(pool: pg.Pool, a: Adding): Promise<{ items: SealedItem[]; added: string[] } | null> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // The key's row is held to the end: two who add at once take turns, and a purge waits.
    await client.query('insert into sealed_key (incident_id, wrapped, created) values ($1, $2, $3) on conflict do nothing', [a.incidentId, a.keyring.wrap(newKey(), keyContext(a.incidentId)), a.now])
    const { rows } = await client.query<{ wrapped: string }>('select wrapped from sealed_key where incident_id = $1 for update', [a.incidentId])
    const cipher = cipherOf(a.keyring.unwrap(rows[0]!.wrapped, keyContext(a.incidentId)))
    const there = (await rowsOf(client as unknown as pg.Pool, a.incidentId)).map((row) => ({ row, text: textOf(a.keyring, row) }))
    const items: SealedItem[] = []
    const added: string[] = []
    for (const { kind, text } of a.things) {
      const same = there.find((t) => t.row.kind === kind && t.text === text)
      if (same) {
        items.push({ ref: same.row.ref, kind })
        continue
      }
      const row = { ref: `sealed:${a.newId()}`, incidentId: a.incidentId, kind }
      await client.query('insert into sealed (ref, incident_id, kind, ciphertext, created, by_whom) values ($1, $2, $3, $4, $5, $6)', [row.ref, a.incidentId, kind, cipher.seal(text, textContext(row)), a.now, a.by])
      items.push({ ref: row.ref, kind })
      added.push(row.ref)
    }
    const fits = there.length + added.length <= MOST_OF_INCIDENT
    await client.query(fits ? 'commit' : 'rollback')
    return fits ? { items, added } : null
  } catch (e) {
    await client.query('rollback').catch(() => undefined)
    throw e
  } finally {
    client.release()
  }
}

const DROP_KEYS = 'delete from sealed_key k where k.incident_id = any($1) and not exists (select 1 from sealed s where s.incident_id = k.incident_id)'

/** Deletes rows, and with the last one their incident's key. Answers how many rows. */
export async function removeRows(db: pg.ClientBase, incidentId: string, refs: readonly string[]): Promise<number> {
  // The lock of whoever adds; afterwards nobody reads a key that is about to go.
  await db.query('select 1 from sealed_key where incident_id = $1 for update', [incidentId])
  const gone = await db.query('delete from sealed where incident_id = $1 and ref = any($2)', [incidentId, refs])
  await db.query(DROP_KEYS, [[incidentId]])
  return gone.rowCount ?? 0
}

/** Deletes what was stored before an instant and never got into the log, and the keys it leaves without rows. */
export async function sweepRows(db: pg.ClientBase, before: number): Promise<number> {
  const gone = await db.query<{ incident: string }>('delete from sealed where not noted and created < $1 returning incident_id as incident', [before])
  await db.query(DROP_KEYS, [[...new Set(gone.rows.map((r) => r.incident))]])
  return gone.rowCount ?? 0
}
