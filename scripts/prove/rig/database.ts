import { join } from 'node:path'
import { tokenMigrations } from '../../../server/src/features/access/ingestTokens'
import { engineMigrations } from '../../../server/src/engine/schema'
import { silentLog } from '../../../server/src/platform/log'
import { migrate } from '../../../server/src/platform/migrate'
import { openDatabase, type Database } from '../../../server/src/platform/postgres'

/** Opens an embedded database with the engine's tables under a folder, and stops it afterwards. */
export async function withDatabase<T>(folder: string, fn: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({ dataDir: join(folder, 'data'), log: silentLog() })
  try {
    await migrate(db.pool, [...engineMigrations, ...tokenMigrations])
    return await fn(db)
  } finally {
    await db.stop()
  }
}
