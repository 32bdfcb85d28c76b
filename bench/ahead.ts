import type { Engine } from '../server/src/engine/engine'
import { newId } from '../server/src/platform/ids'
import { withEngine } from '../scripts/prove/rig/ahead'

/** Records of one command at most. */
const CHUNK = 400

export interface BenchRecord { kind: string; id: string; after: object }

/** Puts records through the door, in chunks; throws where one is refused. */
export async function putRecords(engine: Engine, records: readonly BenchRecord[]): Promise<void> {
  for (let i = 0; i < records.length; i += CHUNK) {
    const answer = await engine.submit({ id: newId(), type: 'PutRecords', body: { records: records.slice(i, i + CHUNK) }, actor: { kind: 'system', id: 'bench' } })
    if (!answer.ok) throw new Error(`the register was refused: ${JSON.stringify(answer)}`)
  }
}

/** Writes a register into the data folder of a server that has not started yet: no door of its takes one. */
export const registerAhead = (dataDir: string, records: readonly BenchRecord[]): Promise<void> =>
  withEngine({ dataDir }, (engine) => putRecords(engine, records))

/** Units of a feed, standing spread over the district. Their devices are named like them. */
export const unitsOf = (sourceId: string, count: number, orgId: (i: number) => string = () => 'police-chengdong'): BenchRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'unit', id: `${sourceId}-${i}`,
    after: {
      callSign: `${i}`, callSignEn: `${i}`, kind: 'patrol_car', orgId: orgId(i), crewSize: 2, capability: [], sourceId, deviceId: `${sourceId}-${i}`,
      usualSpeedKmh: 40, homeLon: 119.65, homeLat: 29.11, madeUp: true,
    },
  }))
