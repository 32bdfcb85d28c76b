import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate, type Migration } from './migrate'
import type { Database } from './postgres'
import { freshDatabase } from './testing/freshDatabase'

let db: Database
beforeAll(async () => void (db = await freshDatabase()))
afterAll(() => db.stop())

const first: Migration = { name: '001-thing', sql: 'create table thing (id bigint primary key); insert into thing values (1)' }
const second: Migration = { name: '002-thing', sql: 'alter table thing add column kind text' }

it('applies each step once, also when two nodes start together', async () => {
  const runs = await Promise.all([migrate(db.pool, [first]), migrate(db.pool, [first]), migrate(db.pool, [first])])
  expect(runs.flat()).toEqual(['001-thing'])
  expect(await migrate(db.pool, [first, second])).toEqual(['002-thing'])
  expect((await db.pool.query('select * from thing')).rows).toEqual([{ id: 1, kind: null }])
})

it('leaves nothing of a step that fails and can go on after it is mended', async () => {
  const bad: Migration = { name: '003-bad', sql: 'create table half (id int); create table thing (id int)' }
  await expect(migrate(db.pool, [first, second, bad])).rejects.toThrow('The migration 003-bad failed: relation "thing" already exists')
  expect((await db.pool.query(`select to_regclass('half') half`)).rows).toEqual([{ half: null }])
  expect(await migrate(db.pool, [first, second, { name: '003-good', sql: 'select 1' }])).toEqual(['003-good'])
})

it('refuses a changed step and a schema newer than the server', async () => {
  await expect(migrate(db.pool, [first, { ...second, sql: 'select 2' }])).rejects.toThrow('002-thing was changed')
  await expect(migrate(db.pool, [first])).rejects.toThrow(/older than its data/)
})
