import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { silentLog } from '../../../platform/log'
import { manualClock } from '../../../platform/testing/manualTime'
import { openAudit, type Audit } from '../audit'
import { auditMigrations } from '../tables'

export const NOON = Date.UTC(2026, 6, 1, 12)
export { auditMigrations }

/** An audit over a database, with a clock that stands still and a folder of its own for the anchors. */
export async function auditOn(pool: pg.Pool, more: { onTrouble?(cause: string | null): void; onShort?(position: number, before: number): void; dataDir?: string } = {}) {
  const clock = manualClock(NOON)
  const dataDir = more.dataDir ?? mkdtempSync(join(tmpdir(), 'liandong-audit-'))
  let ids = 0
  const audit: Audit = await openAudit({ pool, clock, newId: () => `id${++ids}`, log: silentLog(), ...more, dataDir })
  return { audit, clock, dataDir }
}

export const textsOf = async (pool: pg.Pool) => (await pool.query<{ text: string }>('select text from audit order by position')).rows.map((r) => r.text)
