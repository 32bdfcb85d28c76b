import type { SourceState, UnitStatus } from '@liandong/shared/unit/contract'
import type { Fix } from '@liandong/shared/wire/fix'
import { memoryBus } from '../../platform/busMemory'
import { silentLog } from '../../platform/log'
import type { HistoryRow, HistoryStore } from '../historyTable'
import type { TrackBus, TrackedUnit, UnitReader } from '../parts'
import { Tracks, type TracksOptions } from '../tracks'

/** Tracks over a register that tests write by hand and a clock they move. */

export const T0 = Date.UTC(2026, 10, 23, 8)

export const source = (id: string, over: Partial<SourceState> = {}): SourceState => ({
  id, name: id, nameEn: id, contract: 'periodic', withinMs: 15_000, lostAfterMs: 60_000, maxSpeedKmh: 160, crs: 'wgs84', ...over,
})

export const unit = (id: string, over: Partial<TrackedUnit> = {}): TrackedUnit => ({
  id, status: 'idle', orgId: 'fire', incidentId: null, sourceId: 'gps', deviceId: `d-${id}`, lostSince: null, ...over,
})

export class Register implements UnitReader {
  readonly byId = new Map<string, TrackedUnit>()
  readonly sourceById = new Map<string, SourceState>([['gps', source('gps')]])
  constructor(units: TrackedUnit[]) {
    for (const u of units) this.byId.set(u.id, u)
  }
  unit = (id: string) => this.byId.get(id)
  units = () => this.byId.values()
  source = (id: string) => this.sourceById.get(id)
  sources = () => this.sourceById.values()
  set(id: string, over: Partial<TrackedUnit> & { status?: UnitStatus }): void {
    this.byId.set(id, { ...this.byId.get(id)!, ...over })
  }
}

/** A history that keeps rows in memory: the outer edge for tests without a database. */
export class RowsInMemory implements HistoryStore {
  rows: HistoryRow[] = []
  failing = false
  write(rows: HistoryRow[]): Promise<void> {
    if (this.failing) return Promise.reject(new Error('database away'))
    this.rows.push(...rows)
    return Promise.resolve()
  }
  dropBefore = () => Promise.resolve([])
  newest = () => Promise.resolve([...new Map(this.rows.map((r) => [r.unitId, r])).values()])
  of = (unitId: string) => Promise.resolve(this.rows.filter((r) => r.unitId === unitId))
}

export function world(units: TrackedUnit[], over: Partial<TracksOptions> = {}) {
  const clock = { at: T0, rate: 1, now: () => clock.at }
  const register = new Register(units)
  const history = new RowsInMemory()
  const bus: TrackBus = memoryBus(silentLog())
  const tracks = new Tracks({ clock, units: register, bus, history, log: silentLog(), tickMs: 250, node: 'a', ...over })
  return { clock, register, history, bus, tracks }
}

/** A fix of the unit's device, 0.001° of longitude (97 m) further east per step. */
export const fix = (unitId: string, at: number, step = 0, over: Partial<Fix> = {}): Fix => ({
  device: `d-${unitId}`, at, lon: 119.65 + step * 0.001, lat: 29.08, speedKmh: 36, headingDeg: 90, ...over,
})
