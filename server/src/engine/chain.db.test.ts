import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { verifyChain } from './rebuild'
import { engineMigrations } from './schema'
import { engineOn, NOON, said, seedRecords, stillClock } from './testing/bench'

let db: Database
let anchor: { position: number; hash: string }

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  const engine = engineOn(db, stillClock(NOON))
  await engine.open()
  await seedRecords(engine)
  for (let i = 0; i < 12; i++) await engine.submit(said('ReportIncident', { kindId: 'dispute', placeText: `第 ${i} 处`, source: 'grid' }))
  anchor = { position: engine.position, hash: engine.hash }
  await engine.stop()
  await db.pool.query('create table log_kept as select * from log; create table head_kept as select * from head')
})
beforeEach(async () => {
  await db.pool.query('truncate log; insert into log select * from log_kept; delete from head; insert into head select * from head_kept')
})
afterAll(() => db.stop())

describe('tampering with the log is found and named', () => {
  it('finds nothing in an untouched log', async () => expect(await verifyChain(db.pool, anchor)).toBeNull())

  it('finds one flipped byte', async () => {
    await db.pool.query("update log set text = replace(text, '第 3 处', '第 8 处') where text like '%第 3 处%'")
    const at = (await db.pool.query<{ position: number }>("select position from log_kept where text like '%第 3 处%'")).rows[0]!.position
    expect(await verifyChain(db.pool, anchor)).toEqual({ position: at, fault: 'changed' })
  })

  it('finds a cut tail by the head', async () => {
    await db.pool.query('delete from log where position > $1', [anchor.position - 3])
    expect(await verifyChain(db.pool)).toEqual({ position: anchor.position - 2, fault: 'tail-cut' })
  })

  it('finds a cut tail with the head moved back, by the anchor outside the database', async () => {
    await db.pool.query('delete from log where position > $1', [anchor.position - 3])
    await db.pool.query('update head set position = $1, hash = (select hash from log where position = $1)', [anchor.position - 3])
    expect(await verifyChain(db.pool)).toBeNull()
    expect(await verifyChain(db.pool, anchor)).toEqual({ position: anchor.position - 2, fault: 'tail-cut' })
  })

  it('finds two swapped rows', async () => {
    const [a, b] = [anchor.position - 5, anchor.position - 4]
    await db.pool.query('update log set position = -1 where position = $1', [a])
    await db.pool.query('update log set position = $1 where position = $2', [a, b])
    await db.pool.query('update log set position = $1 where position = -1', [b])
    expect(await verifyChain(db.pool, anchor)).toEqual({ position: a, fault: 'out-of-order' })
  })

  it('finds a removed row', async () => {
    await db.pool.query('delete from log where position = 5')
    expect(await verifyChain(db.pool, anchor)).toEqual({ position: 5, fault: 'missing' })
  })

  it('finds a column that no longer says what the text says', async () => {
    await db.pool.query("update log set type = 'IncidentClosed' where position = $1", [anchor.position - 2])
    expect(await verifyChain(db.pool, anchor)).toEqual({ position: anchor.position - 2, fault: 'columns-differ' })
  })

  it('finds a rewritten history by the anchor', async () => {
    expect(await verifyChain(db.pool, { ...anchor, hash: 'f'.repeat(64) })).toEqual({ position: anchor.position, fault: 'anchor-differs' })
  })
})
