import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '@liandong/shared/areas'
import { tokenMigrations } from '../features/access/ingestTokens'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { backup, BadBackup, restore } from './backup'
import type { Engine } from './engine'
import { verifyChain } from './rebuild'
import { engineMigrations } from './schema'
import { acceptedIncident, engineOn, NOON, said, seedRecords, stillClock } from './testing/bench'

const migrations = [...engineMigrations, ...tokenMigrations]
const kinds = new Map(KINDS.map((k) => [k.kind, k]))
const clock = stillClock(NOON)
let source: Database
let engine: Engine
let dir: string
let file: string
const repeated = said('ReportIncident', { kindId: 'dispute', placeText: '备份前', source: '110' })

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liandong-backup-'))
  file = join(dir, 'log.gz')
  source = await freshDatabase(migrations)
  engine = engineOn(source, clock)
  await engine.open()
  await seedRecords(engine)
  await engine.submit(said('IssueOrder', { incidentId: await acceptedIncident(engine), orgId: 'fire', unitId: 'u1' }))
  await engine.submit(repeated)
  await backup(source.pool, file)
})
afterAll(async () => {
  await engine.stop()
  await source.stop()
  await rm(dir, { recursive: true })
})

const emptyDatabase = async (fn: (db: Database) => Promise<void>) => {
  const db = await freshDatabase(migrations)
  try {
    await fn(db)
  } finally {
    await db.stop()
  }
}

describe('the restore drill', () => {
  it('brings back log, states, commands and jobs under a new epoch, and goes on from there', () => emptyDatabase(async (db) => {
    await restore(db.pool, file, kinds, () => 'epoch-after-restore')
    expect(await verifyChain(db.pool)).toBeNull()
    const restored = engineOn(db, clock, 5)
    await restored.open()
    expect(restored.epoch).toBe('epoch-after-restore')
    expect(restored.position).toBe(engine.position)
    expect(new Map(restored.documents.entries())).toEqual(new Map(engine.documents.entries()))
    expect((await db.pool.query("select due from job where type = 'EscalateAlert'")).rows).toEqual([{ due: NOON + 60_000 }])
    expect(await restored.submit(repeated)).toMatchObject({ ok: true, replayed: true })
    expect(await restored.submit(said('ReportIncident', { kindId: 'dispute', placeText: '恢复后', source: '110' }))).toMatchObject({ ok: true })
    expect(await verifyChain(db.pool)).toBeNull()
    await restored.stop()
  }))

  it('that was killed before its states were folded is finished by the next start', () => emptyDatabase(async (db) => {
    await restore(db.pool, file, kinds, () => 'epoch-new')
    await db.pool.query('delete from state')
    const restored = engineOn(db, clock, 9)
    await restored.open()
    expect([...restored.documents.entries()].sort()).toEqual([...engine.documents.entries()].sort())
    await restored.stop()
  }))

  it('never overwrites a log', async () => {
    await expect(restore(source.pool, file, kinds, () => 'x')).rejects.toThrow(/already has a log/)
    expect(await verifyChain(source.pool)).toBeNull()
  })

  const damaged = async (name: string, change: (text: string) => string | Buffer) => {
    const path = join(dir, name)
    const out = change(gunzipSync(await readFile(file)).toString('utf8'))
    await writeFile(path, typeof out === 'string' ? gzipSync(out) : out)
    await emptyDatabase(async (db) => {
      await expect(restore(db.pool, path, kinds, () => 'x')).rejects.toBeInstanceOf(BadBackup)
      expect((await db.pool.query('select 1 from log')).rowCount).toBe(0)
    })
  }
  it('refuses a backup whose text was changed', () => damaged('changed.gz', (t) => t.replace('备份前', '备份后')))
  it('refuses a backup that lost its end', () => damaged('short.gz', (t) => t.split('\n').slice(0, -3).join('\n')))
  it('refuses a torn file', () => damaged('torn.gz', (t) => gzipSync(t).subarray(0, 300)))
  it('refuses something else', () => damaged('other.gz', () => 'hello\n'))
})
