import { KINDS } from '@liandong/shared/areas'
import { readConfig, type Config } from '../config'
import type { Kept } from '../engine/backup'
import { keptTable } from '../engine/keptTable'
import { auditPool, openAudit, type Audit } from '../features/audit/audit'
import { auditKept } from '../features/audit/kept'
import { newId } from '../platform/ids'
import { openLog } from '../platform/log'
import { migrate } from '../platform/migrate'
import { openDatabase, type Database } from '../platform/postgres'
import { machineTime } from '../platform/realTime'
import { MIGRATIONS } from '../server'
import { KEPT_TABLES } from './keptTables'

/** What features keep beside the log and back up with it. */
export const KEPT: readonly Kept[] = [auditKept, ...KEPT_TABLES.map(keptTable)]

export const kinds = new Map(KINDS.map((k) => [k.kind, k]))

/** Opens the database of the environment for a command, runs it, and prints one sentence for what went wrong. */
export async function runCommand(work: (db: Database, config: Config, args: string[]) => Promise<void>): Promise<void> {
  let db: Database | null = null
  try {
    const config = readConfig(process.env)
    db = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log: openLog('warn') })
    await migrate(db.pool, MIGRATIONS)
    await work(db, config, process.argv.slice(2).filter((a) => a !== '--'))
  } catch (e) {
    process.exitCode = 1
    if ((e as { plain?: boolean }).plain) process.stderr.write(`${(e as Error).message}\n`)
    else console.error(e)
  } finally {
    await db?.stop()
  }
}

/** Who runs a tool on this machine: nobody signs in for it. */
export const OPERATOR = { who: 'system:operator' } as const

/** Opens the audit for a command, to record that it was run; writes what waits and notes the head before it returns. */
export async function withAudit<T>(db: Database, config: Config, work: (audit: Audit) => Promise<T>): Promise<T> {
  const pool = auditPool(db.url)
  try {
    const audit = await openAudit({
      pool, newId, log: openLog('warn'), dataDir: config.dataDir,
      clock: { now: () => machineTime.wall(), afterReal: (ms, fn) => machineTime.timer(ms, fn) },
    })
    try {
      return await work(audit)
    } finally {
      await audit.stop()
    }
  } finally {
    await pool.end()
  }
}
