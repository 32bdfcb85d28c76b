import type pg from 'pg'
import type { Keyring } from '../../platform/keyring'
import { keyContext } from './tables'

/** A column sealed with the keyring itself, which a rotation seals anew. Names are ours, never from outside. */
export interface SealedColumn {
  table: string
  /** The column that names a row. */
  id: string
  sealed: string
  /** What the row's text is bound to, as its writer says it. */
  context(id: string): string
}

export const sealedKeyColumn: SealedColumn = { table: 'sealed_key', id: 'incident_id', sealed: 'wrapped', context: keyContext }

const PAGE = 500

/**
 * Seals a column's texts with the newest key, row by row, while readers go on: a row that was changed or destroyed meanwhile is left as it
 * is. Broken off, it goes on at the next run. Answers how many were sealed anew, and how many no key opens: those stay as they are.
 */
export async function rewrapColumn(pool: pg.Pool, keyring: Keyring, c: SealedColumn): Promise<{ done: number; damaged: number }> {
  let done = 0
  let damaged = 0
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ id: string; sealed: string }>(
      `select ${c.id} as id, ${c.sealed} as sealed from ${c.table} where ${c.id} > $1 and ${c.sealed} is not null order by ${c.id} limit ${PAGE}`, [after])
    for (const r of rows) {
      const fresh = anew(keyring, r.sealed, c.context(r.id))
      if (fresh === null) damaged++
      if (fresh === null || fresh === r.sealed) continue
      done += (await pool.query(`update ${c.table} set ${c.sealed} = $1 where ${c.id} = $2 and ${c.sealed} = $3`, [fresh, r.id, r.sealed])).rowCount ?? 0
    }
    if (rows.length < PAGE) return { done, damaged }
    after = rows[rows.length - 1]!.id
  }
}

/** The same where the newest key sealed it already; null where no key opens it. */
function anew(keyring: Keyring, sealed: string, context: string): string | null {
  try {
    return keyring.isNewest(sealed) ? sealed : keyring.rewrap(sealed, context)
  } catch {
    return null
  }
}
