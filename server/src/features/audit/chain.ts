import type pg from 'pg'
import { auditText, type AuditEntry } from '@liandong/shared/audit/audit'
import type { AuditRecord } from '@liandong/shared/audit/contract'
import { genesis, link } from '../../engine/chain'

export type Queryable = Pick<pg.ClientBase, 'query'>

/** Where the audit's chain ends. Its seed is another one than the log's. */
export interface AuditHead {
  seed: string
  position: number
  hash: string
}

/** A record as it lies in the database. `place` is its `where`, which SQL keeps for itself. */
export interface AuditRow {
  position: number
  at: number
  act: string
  who: string | null
  post: string | null
  address: string | null
  place: string
  result: string
  detail: string
  text: string
  hash: string
}

export const AUDIT_COLUMNS = 'position, at, act, who, post, address, place, result, detail, text, hash'
const TYPES: Readonly<Record<string, string>> = { position: 'bigint', at: 'bigint' }
const NAMES = AUDIT_COLUMNS.split(', ') as (keyof AuditRow)[]
/** `unnest` of one array a column, from the given parameter on. */
const unnest = (first: number) => `unnest(${NAMES.map((n, i) => `$${first + i}::${TYPES[n] ?? 'text'}[]`).join(', ')}) as r(${AUDIT_COLUMNS})`
const columns = (rows: readonly AuditRow[]): unknown[][] => NAMES.map((n) => rows.map((r) => r[n]))

/** The head as it stands, or null where there is no chain yet. */
export async function findHead(db: Queryable): Promise<AuditHead | null> {
  return (await db.query<AuditHead>('select seed, position, hash from audit_head')).rows[0] ?? null
}

/** The head; at the first start a chain begins with a seed of its own. */
export async function readHead(db: Queryable, newSeed: () => string): Promise<AuditHead> {
  const there = await findHead(db)
  if (there) return there
  const seed = `audit:${newSeed()}`
  await db.query('insert into audit_head (seed, position, hash) values ($1, 0, $2) on conflict do nothing', [seed, genesis(seed)])
  return (await findHead(db))!
}

/** The rows that bring entries into the chain after a head. */
export function chained(head: AuditHead, entries: readonly AuditEntry[]): AuditRow[] {
  let { position, hash } = head
  return entries.map((e) => {
    const record: AuditRecord = { position: ++position, ...e }
    const text = auditText(record)
    hash = link(hash, text)
    return {
      position, at: e.at, act: e.act, who: e.who, post: e.post, address: e.address, place: e.where, result: e.result, detail: JSON.stringify(e.detail), text, hash,
    }
  })
}

const APPEND = `with moved as (
  update audit_head set position = $1, hash = $2 where position = $3 and hash = $4 returning position
) insert into audit (${AUDIT_COLUMNS}) select r.* from moved, ${unnest(5)}`

/** Appends rows in one statement that moves the head by compare-and-set; false when another node was quicker. */
export async function append(db: Queryable, head: AuditHead, rows: readonly AuditRow[]): Promise<boolean> {
  const last = rows[rows.length - 1]!
  const r = await db.query({ name: 'audit', text: APPEND, values: [last.position, last.hash, head.position, head.hash, ...columns(rows)] })
  return r.rowCount === rows.length
}

/** Writes rows as they are: for a restore, never for new records. */
export const insertRows = (db: Queryable, rows: readonly AuditRow[]) =>
  db.query(`insert into audit (${AUDIT_COLUMNS}) select r.* from ${unnest(1)}`, columns(rows))

/** Whether a row with this hash stands there: what became of a statement whose answer was lost. */
export async function stands(db: Queryable, row: Pick<AuditRow, 'position' | 'hash'>): Promise<boolean> {
  return (await db.query('select 1 from audit where position = $1 and hash = $2', [row.position, row.hash])).rowCount === 1
}

/** Rows after a position, in order. */
export async function readRows(db: Queryable, after: number, limit: number): Promise<AuditRow[]> {
  return (await db.query<AuditRow>(`select ${AUDIT_COLUMNS} from audit where position > $1 order by position limit $2`, [after, limit])).rows
}

/** Whether the columns for searching still say what the hashed text says. */
export function agrees(row: AuditRow): boolean {
  const r = JSON.parse(row.text) as AuditRecord
  return r.at === row.at && r.act === row.act && r.who === row.who && r.post === row.post && r.address === row.address
    && r.where === row.place && r.result === row.result && JSON.stringify(r.detail) === row.detail
}

/** What keeps the tables from being changed: a role of their own that the connecting one can't become, or the trigger alone. */
export async function guardOf(db: Queryable): Promise<'own-role' | 'superuser' | 'trigger-only'> {
  const r = await db.query<{ own: boolean; mighty: boolean }>(
    `select (select bool_and(tableowner <> current_user) from pg_tables where schemaname = current_schema() and tablename in ('audit', 'audit_head')) own,
            (select rolsuper from pg_roles where rolname = current_user) mighty`)
  const { own, mighty } = r.rows[0]!
  if (mighty) return 'superuser'
  return own ? 'own-role' : 'trigger-only'
}
