import type pg from 'pg'
import type { Dice } from '../../../../server/src/features/demo/dice'
import type { Database } from '../../../../server/src/platform/postgres'
import type { VirtualTime } from './virtualTime'

/** How long a question is on its way to the database, ms. */
const FASTEST = 0.3, SLOWEST = 9

/**
 * A real database that is asked one question at a time, in the order that the dice and the virtual clock give: two nodes race for
 * the log's head, and the same seed lets the same one win.
 */
export function inTurns(db: Database, time: VirtualTime, dice: Dice): Database {
  const asking = (on: { query: (...args: never[]) => unknown }) => (...args: unknown[]) => new Promise((resolve, reject) => {
    time.after(dice.between(FASTEST, SLOWEST), async () => {
      try {
        resolve(await (on.query as (...args: unknown[]) => Promise<unknown>)(...args))
      } catch (e) {
        reject(e as Error)
      }
    })
  })
  const connect = async () => {
    const client = await db.pool.connect()
    return {
      query: asking(client), on: client.on.bind(client), off: client.off.bind(client), once: client.once.bind(client), release: client.release.bind(client),
    }
  }
  return { ...db, pool: { query: asking(db.pool), connect } as unknown as pg.Pool }
}
