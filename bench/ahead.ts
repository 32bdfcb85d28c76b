import { KINDS, DECIDERS } from '@liandong/shared/areas'
import { Engine } from '../server/src/engine/engine'
import { incidentFeature } from '../server/src/features/incident/incident'
import { orderFeature } from '../server/src/features/order/order'
import { systemClock } from '../server/src/platform/clock'
import { newId } from '../server/src/platform/ids'
import { silentLog } from '../server/src/platform/log'
import { migrate } from '../server/src/platform/migrate'
import { openDatabase, type Database } from '../server/src/platform/postgres'
import { MIGRATIONS, registryDecider } from '../server/src/server'
import type { EngineClock } from '../server/src/engine/types'

/** Records of one command at most. */
const CHUNK = 400

export interface BenchRecord { kind: string; id: string; after: object }

/** An engine with the real rules over a database, opened. */
export async function openEngine(db: Database, clock: EngineClock = systemClock()): Promise<Engine> {
  await migrate(db.pool, MIGRATIONS)
  const engine = new Engine({
    pool: db.pool, clock, newId, zone: 'Asia/Shanghai', kinds: KINDS, deciders: [registryDecider, ...DECIDERS],
    features: [incidentFeature, orderFeature], log: silentLog(),
  })
  await engine.open()
  return engine
}

/** Puts records through the door, in chunks; throws where one is refused. */
export async function putRecords(engine: Engine, records: readonly BenchRecord[]): Promise<void> {
  for (let i = 0; i < records.length; i += CHUNK) {
    const answer = await engine.submit({ id: newId(), type: 'PutRecords', body: { records: records.slice(i, i + CHUNK) }, actor: { kind: 'system', id: 'bench' } })
    if (!answer.ok) throw new Error(`the register was refused: ${JSON.stringify(answer)}`)
  }
}

/** Writes a register into the data folder of a server that has not started yet: no door of its takes one. */
export async function registerAhead(dataDir: string, records: readonly BenchRecord[]): Promise<void> {
  const db = await openDatabase({ dataDir, log: silentLog() })
  try {
    const engine = await openEngine(db)
    await putRecords(engine, records)
    await engine.stop()
  } finally {
    await db.stop()
  }
}

/** Units of a feed, standing spread over the district. Their devices are named like them. */
export const unitsOf = (sourceId: string, count: number, orgId: (i: number) => string = () => 'police-chengdong'): BenchRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'unit', id: `${sourceId}-${i}`,
    after: {
      callSign: `${i}`, callSignEn: `${i}`, kind: 'patrol_car', orgId: orgId(i), crewSize: 2, capability: [], sourceId, deviceId: `${sourceId}-${i}`,
      usualSpeedKmh: 40, homeLon: 119.65, homeLat: 29.11, madeUp: true,
    },
  }))
