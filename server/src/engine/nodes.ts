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

export interface Place {
  release(): Promise<void>
}

/** A broken connection takes the lock with it; it is taken again at this interval. */
const RETAKE_MS = 1000

/**
 * Takes this node's place at the database. Alone (without Redis) it holds the lock exclusively; with Redis
 * several hold it together. The lock ends with the connection, so a killed node leaves nothing behind; when only
 * the connection breaks it is taken again, and `onLost` is told for as long as somebody else holds it.
 */
export async function takePlace(
  pool: pg.Pool, id: string, shared: boolean,
  /** `later` is the clock's `afterReal`. */
  { later, onLost = () => undefined }: { later(ms: number, fn: () => void): () => void; onLost?(cause: string): void },
): Promise<Place> {
  let released = false
  let client: pg.PoolClient | null = null
  let cancel: (() => void) | null = null
  const take = async () => {
    const c = await pool.connect()
    try {
      await demandLock(c, shared)
      if (!shared) await c.query('delete from node')
      await c.query('insert into node (id, name, shared) values ($1, $2, $3) on conflict (id) do nothing', [id, `${hostname()} pid ${process.pid}`, shared])
    } catch (e) {
      c.release()
      throw e
    }
    client = c
    // Stays on: what a connection says after we gave it back is nobody's fault, and must not end the process.
    c.on('error', () => {
      if (client !== c) return
      client = null
      c.release(true)
      retake()
    })
  }
  const retake = () => {
    if (released) return
    cancel = later(RETAKE_MS, () => void take().catch((e: unknown) => { onLost((e as Error).message); retake() }))
  }
  await take()
  return {
    async release() {
      released = true
      cancel?.()
      // Ours alone from here: a connection that breaks meanwhile is given back once.
      const last = client
      client = null
      await last?.query('delete from node where id = $1', [id]).catch(() => undefined)
      // Now, not when the backend gets round to noticing that we hung up.
      await last?.query('select pg_advisory_unlock_all()').catch(() => undefined)
      last?.release(true)
    },
  }
}

/** @throws SecondNode naming who holds the lock. */
async function demandLock(client: pg.ClientBase, shared: boolean): Promise<void> {
  const how = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const r = await client.query<{ taken: boolean }>(`select ${how}(${LOCK}) as taken`)
  if (r.rows[0]?.taken) return
  const first = (await client.query<{ name: string }>('select name from node order by since desc limit 1')).rows[0]
  throw new SecondNode(
    `Another node (${first?.name ?? 'unknown'}) already serves this database. Several nodes need REDIS_URL, on all of them; stop that one or set it.`)
}
