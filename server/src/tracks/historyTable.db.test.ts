import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { historyTable, type HistoryRow } from './historyTable'
import { trackMigrations } from './migrations'
import { T0 } from './testing/world'

const DAY = 86_400_000
let db: Database
beforeAll(async () => void (db = await freshDatabase(trackMigrations)))
afterAll(() => db.stop())

const row = (unitId: string, at: number): HistoryRow => ({
  unitId, sourceId: 'gps', at, heardAt: at + 5, lon: 119.65, lat: 29.08, headingDeg: 12.5, speedKmh: 33, status: 'idle',
})

it('writes days into partitions, twice without harm, reads back and drops old days', async () => {
  const store = historyTable(db.pool)
  await store.write([row('e1', T0 - 2 * DAY), row('e1', T0 - DAY), row('e2', T0)])
  await store.write([row('e2', T0), row('e1', T0)])
  expect(await store.of('e1', T0 - DAY, T0 + 1)).toEqual([row('e1', T0 - DAY), row('e1', T0)])
  expect((await store.newest(T0 - DAY)).map((r) => [r.unitId, r.at])).toEqual([['e1', T0], ['e2', T0]])
  expect(await store.dropBefore(T0 - DAY)).toEqual(['20261121'])
  expect(await store.of('e1', 0, T0)).toEqual([row('e1', T0 - DAY)])
  // The dropped day can come back.
  await store.write([row('e1', T0 - 2 * DAY)])
  expect(await store.of('e1', 0, T0 - DAY)).toHaveLength(1)
})

it('keeps a change of status between two fixes', async () => {
  const store = historyTable(db.pool)
  await store.write([row('s1', T0), { ...row('s1', T0), status: 'busy' }])
  expect((await store.of('s1', T0, T0 + 1)).map((r) => r.status).sort()).toEqual(['busy', 'idle'])
})

it('lets two nodes make the same day at once', async () => {
  const nodes = Array.from({ length: 6 }, () => historyTable(db.pool))
  await Promise.all(nodes.map((n, i) => n.write([row(`n${i}`, T0 + 5 * DAY)])))
  expect(await nodes[0]!.newest(T0 + 5 * DAY)).toHaveLength(6)
})
