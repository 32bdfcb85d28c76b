import { KINDS } from '@liandong/shared/areas'
import { readConfig, type Config } from '../config'
import { openLog } from '../platform/log'
import { migrate } from '../platform/migrate'
import { openDatabase, type Database } from '../platform/postgres'
import { MIGRATIONS } from '../server'

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
