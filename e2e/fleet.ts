import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { UnitRecord } from '@liandong/shared/unit/contract'
import type { Position } from '@liandong/shared/wire/fix'
import type { ServerProcess } from '../scripts/prove/rig/serverProcess'

/** The units of a pack, standing at their homes and reporting every second, source by source. */
export interface Fleet {
  sources: readonly string[]
  units: readonly ({ id: string } & UnitRecord)[]
  /** Feeds that say nothing any more. */
  silent: Set<string>
  stop(): void
}

/** Begins to report. What doesn't reach the server (it is being killed now and then) is lost, as with real feeds. */
export function keepReporting(server: ServerProcess, district = 'wucheng'): Fleet {
  const records = JSON.parse(readFileSync(join(import.meta.dirname, `../server/src/packs/${district}/records/unit.json`), 'utf8')) as Record<string, UnitRecord>
  const units = Object.entries(records).map(([id, u]) => ({ ...u, id }))
  const sources = [...new Set(units.map((u) => u.sourceId))]
  const silent = new Set<string>()
  let step = 0
  async function report(): Promise<void> {
    const { now } = await server.get<{ now: number }>('/demo/clock')
    step++
    for (const source of sources) {
      if (silent.has(source)) continue
      // A few metres to and fro: standing things are alive too.
      const positions: Position[] = units.filter((u) => u.sourceId === source).map((u) =>
        ({ device: u.deviceId, at: Math.round(now), lon: u.homeLon + (step % 2) * 2e-5, lat: u.homeLat, speedKmh: 2, headingDeg: 90 }))
      await server.positions(source, positions)
    }
  }
  const timer = setInterval(() => void report().catch(() => undefined), 1000)
  return { sources, units, silent, stop: () => clearInterval(timer) }
}
