import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { openIngestTokens, tokenMigrations } from './ingestTokens'

let db: Database
let dir: string
beforeAll(async () => {
  db = await freshDatabase(tokenMigrations)
  dir = await mkdtemp(join(tmpdir(), 'liandong-tokens-'))
})
afterAll(async () => {
  await db.stop()
  await rm(dir, { recursive: true })
})
beforeEach(async () => {
  await db.pool.query('delete from ingest_token')
  await rm(join(dir, 'ingest-tokens.json'), { force: true })
})

it('knows a token by what the file says, across starts', async () => {
  const first = await openIngestTokens(db.pool, dir, ['a', 'b'])
  const again = await openIngestTokens(db.pool, dir, ['a', 'b'])
  expect(again.plain).toEqual(first.plain)
  expect([again.sourceOf(first.plain.a), again.sourceOf(first.plain.b), again.sourceOf('x'), again.sourceOf(undefined)]).toEqual(['a', 'b', null, null])
})

it('a start that was killed half way leaves no token that nobody was ever told', async () => {
  const dying = {
    query: (text: string, values?: unknown[]) => (/^insert/.test(text) && values?.[0] === 'b' ? Promise.reject(new Error('killed')) : db.pool.query(text, values)),
  } as unknown as pg.Pool
  await expect(openIngestTokens(dying, dir, ['a', 'b'])).rejects.toThrow('killed')
  const next = await openIngestTokens(db.pool, dir, ['a', 'b'])
  expect(next.sourceOf(next.plain.a)).toBe('a')
  expect(next.sourceOf(next.plain.b)).toBe('b')
})

it('names the file it can’t read', async () => {
  await writeFile(join(dir, 'ingest-tokens.json'), '{"a":"x')
  await expect(openIngestTokens(db.pool, dir, ['a'])).rejects.toThrow(/ingest-tokens\.json/)
  expect(await readFile(join(dir, 'ingest-tokens.json'), 'utf8')).toBe('{"a":"x')
})
