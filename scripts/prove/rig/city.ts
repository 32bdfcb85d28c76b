import { join } from 'node:path'
import type { UnitRecord } from '@liandong/shared/unit/contract'
import { installPack } from '../../../server/src/features/registry/installPack'
import { readPack, type PackRecord } from '../../../server/src/packs/read'
import { withEngine } from './ahead'

/**
 * City-1, the load everything is measured under: 1,000 units, 300 open incidents, 200 positions/s (surge 1,000/s),
 * 2 incident changes/s (surge 20/s), 5 alerts/min (flood 3,000 in 60 s). Its areas are the 26 townships of the pack
 * `wucheng`, whose records it keeps; only units are added.
 */
export const CITY = {
  units: 1000, incidents: 300,
  steady: { positionsPerS: 200, changesPerS: 2, alertsPerMinute: 5 },
  surge: { positionsPerS: 1000, changesPerS: 20, alertsPerMinute: 3000 },
} as const

export type CityUnit = UnitRecord & { id: string }

const pack = readPack(join(import.meta.dirname, '../../../server/src/packs'), 'wucheng')
const packUnits: CityUnit[] = pack.records.filter((r) => r.kind === 'unit').map((r) => ({ ...(r.after as UnitRecord), id: r.id }))
/** Organisations that may be ordered; of these the ladders climb. */
export const CITY_ORGS: readonly { id: string; shortName: string }[] = pack.records
  .filter((r) => r.kind === 'organisation' && (r.after as { jurisdiction: boolean }).jurisdiction)
  .map((r) => ({ id: r.id, shortName: (r.after as { shortName: string }).shortName }))

/** The units of the pack, and as many made after them as lack to `count`, a few hundred metres from their models. */
export function cityUnits(count: number = CITY.units): CityUnit[] {
  return Array.from({ length: count }, (_, i) => {
    const model = packUnits[i % packUnits.length]!
    const round = Math.floor(i / packUnits.length)
    if (round === 0) return model
    const angle = i * 2.399963
    return {
      ...model, id: `city-${i}`, deviceId: `city-${i}`, callSign: `${model.callSign}-${round}`, callSignEn: `${model.callSignEn}-${round}`,
      homeLon: model.homeLon + Math.cos(angle) * 0.004 * round, homeLat: model.homeLat + Math.sin(angle) * 0.003 * round,
    }
  })
}

/** Writes the city's units into an empty data folder, through the door and before its server starts: a pack's business, not a screen's. */
export const foundCity = (dataDir: string, units: readonly CityUnit[]): Promise<void> => withEngine({ dataDir }, async (engine) => {
  const known = new Set(packUnits.map((u) => u.id))
  const more: PackRecord[] = units.filter((u) => !known.has(u.id)).map(({ id, ...after }) => ({ kind: 'unit', id, after }))
  await installPack([...pack.records, ...more], engine.read, engine.submit.bind(engine), engine.position)
})
