import { DECIDERS, KINDS } from '@liandong/shared/areas'
import { Engine } from '../../../server/src/engine/engine'
import type { EngineClock } from '../../../server/src/engine/types'
import { incidentFeature } from '../../../server/src/features/incident/incident'
import { orderFeature } from '../../../server/src/features/order/order'
import { sealFeature } from '../../../server/src/features/seal/seal'
import { systemClock } from '../../../server/src/platform/clock'
import { newId } from '../../../server/src/platform/ids'
import { silentLog } from '../../../server/src/platform/log'
import { migrate } from '../../../server/src/platform/migrate'
import { openDatabase, type Database } from '../../../server/src/platform/postgres'
import { MIGRATIONS, registryDecider } from '../../../server/src/server'

/** An engine with the server's own rules over a database, opened: for what no door of a server takes from outside. */
export async function openEngine(db: Database, clock: EngineClock = systemClock()): Promise<Engine> {
  await migrate(db.pool, MIGRATIONS)
  const engine = new Engine({
    pool: db.pool, clock, newId, zone: 'Asia/Shanghai', kinds: KINDS, deciders: [registryDecider, ...DECIDERS],
    features: [incidentFeature, orderFeature, sealFeature], log: silentLog(),
  })
  await engine.open()
  return engine
}

/** Where a server keeps its data: a database of its own under the folder, unless one is named. */
export interface Place {
  dataDir: string
  databaseUrl?: string | undefined
}

/** Does something with the engine and the database of a place, and leaves both closed. The place's server may run if its database is named. */
export async function withEngine<T>({ dataDir, databaseUrl }: Place, fn: (engine: Engine, db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({ dataDir, databaseUrl, log: silentLog() })
  try {
    const engine = await openEngine(db)
    const result = await fn(engine, db)
    await engine.stop()
    return result
  } finally {
    await db.stop()
  }
}
