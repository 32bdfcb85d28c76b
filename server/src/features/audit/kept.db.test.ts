import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KINDS } from '@liandong/shared/areas'
import { backup, BadBackup, restore } from '../../engine/backup'
import { engineMigrations } from '../../engine/schema'
import { engineOn, NOON, seedRecords, stillClock } from '../../engine/testing/bench'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { auditKept } from './kept'
import { auditMigrations, auditOn, textsOf } from './testing/auditOn'
import { verifyAudit } from './verify'

/** The feeds' table, which every backup reads; features don't import each other. */
const tokenMigrations = [{ name: 'tokens-here', sql: 'create table ingest_token (source text primary key, hash text not null)' }]
const migrations = [...engineMigrations, ...tokenMigrations, ...auditMigrations]
const kinds = new Map(KINDS.map((k) => [k.kind, k]))
let source: Database
let dir: string
let file: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liandong-kept-'))
  file = join(dir, 'b.gz')
  source = await freshDatabase(migrations)
  const engine = engineOn(source, stillClock(NOON))
  await engine.open()
  await seedRecords(engine)
  await engine.stop()
  const { audit } = await auditOn(source.pool)
  for (let i = 0; i < 2300; i++) audit.note({ act: 'signed-in', who: `person:p${i}`, where: 'door' })
  await audit.settled()
  await backup(source.pool, file, [auditKept])
})
afterAll(async () => {
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

it('a backup holds the audit; restored it verifies and goes on from where it ended', () => emptyDatabase(async (db) => {
  await restore(db.pool, file, kinds, () => 'e', [auditKept])
  expect(await textsOf(db.pool)).toEqual(await textsOf(source.pool))
  const { audit } = await auditOn(db.pool)
  await audit.noteFirst({ act: 'restore', where: 'x' })
  expect(await verifyAudit(db.pool, [])).toMatchObject({ position: 2301, fault: null })
}))

const damaged = (name: string, change: (text: string) => string) => emptyDatabase(async (db) => {
  const path = join(dir, name)
  await writeFile(path, gzipSync(change(gunzipSync(await readFile(file)).toString('utf8'))))
  await expect(restore(db.pool, path, kinds, () => 'e', [auditKept])).rejects.toBeInstanceOf(BadBackup)
  expect(await textsOf(db.pool)).toEqual([])
})
it('a backup whose audit was changed is refused', () => damaged('changed.gz', (t) => t.replace('person:p7\\"', 'person:p8\\"')))
it('a backup whose audit lost a record is refused', () => damaged('lost.gz', (t) => {
  const lines = t.split('\n')
  const end = JSON.parse(lines[lines.length - 2]!) as { end: number }
  return [...lines.slice(0, -3), JSON.stringify({ end: end.end - 1 }), ''].join('\n')
}))
it('a backup with something this version does not know is refused, not half restored', () => emptyDatabase(async (db) => {
  await expect(restore(db.pool, file, kinds, () => 'e')).rejects.toThrow(/holds "audit"/)
}))

it('audit records that are there are never overwritten', () => emptyDatabase(async (db) => {
  const { audit } = await auditOn(db.pool)
  await audit.noteFirst({ act: 'signed-in', who: 'person:here', where: 'x' })
  await expect(restore(db.pool, file, kinds, () => 'e', [auditKept])).rejects.toThrow(/already has audit records/)
  expect(await textsOf(db.pool)).toHaveLength(1)
}))
