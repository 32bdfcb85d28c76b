import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'

/** One step of the schema. Forward only: what is wrong is mended by a later one. */
export interface Migration {
  /** Unique and for ever, for instance `001-log`. */
  name: string
  sql: string
}

/** Any constant: nodes that start together migrate one after the other. */
const LOCK = 7_231_864_551

const hashOf = (sql: string) => createHash('sha256').update(sql).digest('hex')

/**
 * Brings the schema up to the given list, each step in its own transaction together with its record, under an advisory lock.
 * Returns the names that were applied now. Throws when a recorded step has another text or is unknown here (an older server
 * on a newer schema), and leaves the schema as the last good step made it.
 */
export async function migrate(pool: Pool, migrations: Migration[]): Promise<string[]> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    try {
      await client.query('create table if not exists migration (name text primary key, hash text not null, at timestamptz not null default now())')
      return await applyMissing(client, migrations)
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK])
    }
  } finally {
    client.release()
  }
}

async function applyMissing(client: PoolClient, migrations: Migration[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from migration')
  const known = new Map(migrations.map((m) => [m.name, hashOf(m.sql)]))
  if (known.size !== migrations.length) throw new Error('Two migrations have the same name')
  for (const { name, hash } of rows) {
    const ours = known.get(name)
    if (ours === undefined) throw new Error(`The database has the migration ${name}, which this server doesn't know: it is older than its data`)
    if (ours !== hash) throw new Error(`The migration ${name} was changed after it had been applied: add a new one instead`)
  }
  const done = new Set(rows.map((r) => r.name))
  const applied: string[] = []
  for (const step of migrations.filter((m) => !done.has(m.name))) {
    await apply(client, step)
    applied.push(step.name)
  }
  return applied
}

async function apply(client: PoolClient, { name, sql }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into migration (name, hash) values ($1, $2)', [name, hashOf(sql)])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`The migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}
