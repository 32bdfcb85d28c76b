import { hostname } from 'node:os'
import type pg from 'pg'

export const nodeMigrations = [{
  name: 'nodes-001',
  sql: `create table node (id text primary key, name text not null, shared boolean not null, since timestamptz not null default now());`,
}]

/** Any constant: the lock that says who writes to this database. */
const LOCK = 7_104_220

/** A start that can't go on, in one sentence for the person who started it. */
export class SecondNode extends Error {
  readonly plain = true
}

/**
 * Takes this node's place at the database. Alone (without Redis) it holds the lock exclusively; with Redis
 * several hold it together. The lock ends with the connection, so a killed node leaves nothing behind.
 */
export async function takePlace(pool: pg.Pool, id: string, shared: boolean): Promise<{ release(): Promise<void> }> {
  const client = await pool.connect()
  const how = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const r = await client.query<{ taken: boolean }>(`select ${how}(${LOCK}) as taken`)
  if (!r.rows[0]?.taken) {
    const first = (await client.query<{ name: string }>('select name from node order by since desc limit 1')).rows[0]
    client.release()
    throw new SecondNode(
      `Another node (${first?.name ?? 'unknown'}) already serves this database. Several nodes need REDIS_URL, on all of them; stop that one or set it.`)
  }
  if (!shared) await client.query('delete from node')
  await client.query('insert into node (id, name, shared) values ($1, $2, $3)', [id, `${hostname()} pid ${process.pid}`, shared])
  client.on('error', () => undefined)
  return {
    async release() {
      await client.query('delete from node where id = $1', [id]).catch(() => undefined)
      client.release(true)
    },
  }
}
