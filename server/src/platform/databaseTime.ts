import type pg from 'pg'

/** An answer that took longer says too little about the instant at which it was given. */
const QUICK_MS = 500
const TRIES = 5

/** The database's own clock, UTC milliseconds, as of the answer; the quickest of a few where the line is slow. */
export async function databaseTime(pool: Pick<pg.Pool, 'query'>, monotonic: () => number): Promise<number> {
  let best = { took: Infinity, middle: 0, ms: 0 }
  for (let i = 0; i < TRIES && best.took > QUICK_MS; i++) {
    const asked = monotonic()
    const r = await pool.query<{ ms: string }>('select extract(epoch from clock_timestamp()) * 1000 as ms')
    const took = monotonic() - asked
    if (took < best.took) best = { took, middle: asked + took / 2, ms: Number(r.rows[0]!.ms) }
  }
  return best.ms + monotonic() - best.middle
}
