import pg from 'pg'
import { inject } from 'vitest'
import { newId } from '../ids'
import { migrate, type Migration } from '../migrate'
import { connectionTo, type Database } from '../postgres'
import { runOnce, siblingUrl, templateName } from './cluster'

/** Any constant: test files that need the same template build it once. */
const LOCK = 4_410_022

/** Makes the template of these migrations unless another file did. Each list has its own. */
async function demandTemplate(cluster: string, migrations: Migration[]): Promise<string> {
  const name = templateName(migrations.map((m) => m.name + m.sql))
  const client = new pg.Client(cluster)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount) return name
    const draft = `draft_${newId()}`
    await client.query(`create database "${draft}"`)
    const pool = new pg.Pool({ ...connectionTo(siblingUrl(cluster, draft)), max: 1 })
    try {
      await migrate(pool, migrations)
    } finally {
      await pool.end()
    }
    await client.query(`alter database "${draft}" rename to "${name}"`)
    return name
  } finally {
    await client.end()
  }
}

/**
 * A database of its own for a test file (or for one test), cloned from the template of these migrations.
 * Call it in `beforeAll` and its `stop` in `afterAll`; `stop` also drops it. Needs `testing/cluster` as the project's global setup.
 */
export async function freshDatabase(migrations: Migration[] = []): Promise<Database> {
  const cluster = inject('clusterUrl')
  const template = await demandTemplate(cluster, migrations)
  const name = `test_${newId()}`
  await runOnce(cluster, `create database "${name}" template "${template}"`)
  const url = siblingUrl(cluster, name)
  const pool = new pg.Pool({ ...connectionTo(url), max: 10 })
  // The drop at the end breaks connections that a test left open.
  pool.on('error', () => {})
  let stopping: Promise<void> | undefined
  const stop = async () => {
    await pool.end()
    await runOnce(cluster, `drop database if exists "${name}" with (force)`)
  }
  return { pool, url, embedded: true, stop: () => (stopping ??= stop()) }
}
