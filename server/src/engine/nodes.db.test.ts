import { EventEmitter } from 'node:events'
import { hostname } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { nodeMigrations, SecondNode, takePlace } from './nodes'

let db: Database
beforeEach(async () => { db = await freshDatabase(nodeMigrations) })
afterEach(() => db.stop())

describe('the place at the database', () => {
  it('is one node’s without Redis: the second is refused and told whose it is', async () => {
    const first = await takePlace(db.pool, 'n1', false, never)
    await expect(takePlace(db.pool, 'n2', false, never)).rejects.toThrow(`${hostname()} pid ${process.pid}`)
    await expect(takePlace(db.pool, 'n3', true, never)).rejects.toBeInstanceOf(SecondNode)
    await first.release()
    await (await takePlace(db.pool, 'n2', false, never)).release()
  })

  it('is shared with Redis, but never with one that has none', async () => {
    const [a, b] = [await takePlace(db.pool, 'n1', true, never), await takePlace(db.pool, 'n2', true, never)]
    await expect(takePlace(db.pool, 'n3', false, never)).rejects.toBeInstanceOf(SecondNode)
    await a.release()
    await b.release()
  })

  it('is given back once, also when its connection breaks while it is', async () => {
    let given = 0
    const client = Object.assign(new EventEmitter(), {
      query: (text: string) => {
        if (text.startsWith('delete from node where id')) client.emit('error', new Error('terminating connection'))
        return Promise.resolve({ rows: [{ taken: true }] })
      },
      release: () => void given++,
    })
    const place = await takePlace({ connect: () => Promise.resolve(client) } as unknown as Database['pool'], 'n1', true, never)
    await place.release()
    client.emit('error', new Error('long gone'))
    expect(given).toBe(1)
  })

  it('is taken again when only the connection broke', async () => {
    const asked = new Promise<void>((resolve) => {
      // Tried again as often as it takes: the ended connection may hold the lock a moment longer.
      const later = (_ms: number, fn: () => void) => { resolve(); const timer = setTimeout(fn, 5); return () => clearTimeout(timer) }
      void takePlace(db.pool, 'n1', false, { later }).then((p) => { place = p; return db.pool.query(`select pg_terminate_backend(pid) from pg_locks ${OURS}`) })
    })
    let place: Awaited<ReturnType<typeof takePlace>> | undefined
    await asked
    // The lock is asked for on the pool; this query queues behind nothing, so look until it is there.
    await expect.poll(async () => (await db.pool.query(`select 1 from pg_locks ${OURS} and granted`)).rowCount, { timeout: 20_000 }).toBe(1)
    await expect(takePlace(db.pool, 'n2', false, never)).rejects.toBeInstanceOf(SecondNode)
    await place?.release()
  })
})

const never = { later: () => () => undefined }
/** Advisory locks of this test's own database; the cluster is shared. */
const OURS = "where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"
