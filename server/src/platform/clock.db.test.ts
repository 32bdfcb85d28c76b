import { afterAll, beforeAll, expect, it } from 'vitest'
import { databaseNow, scenarioClock, systemClock, type Clock } from './clock'
import type { Database } from './postgres'
import { freshDatabase } from './testing/freshDatabase'
import { manualClock } from './testing/manualTime'

let db: Database
beforeAll(async () => void (db = await freshDatabase()))
afterAll(() => db.stop())

/** Reads the database's idea of now between two of ours. */
async function bracket(clock: Clock): Promise<[number, number, number]> {
  const { sql, values } = databaseNow(clock, 2)
  const before = clock.now()
  const { rows } = await db.pool.query<{ now: number }>(`select $1::text, ${sql} now`, ['x', ...values])
  return [before, rows[0]!.now, clock.now()]
}

it('maps the clock of the database to that of the server', async () => {
  // Same machine, same clock: the answer lies between the question and its arrival.
  for (const clock of [systemClock(), scenarioClock({ origin: 1_790_000_000_000, rate: 60 }), scenarioClock({ origin: 5000, rate: 0.5 })]) {
    const [before, now, after] = await bracket(clock)
    expect(now).toBeGreaterThanOrEqual(before - 1)
    expect(now).toBeLessThanOrEqual(after + clock.rate)
  }
})

it('stands still with a clock that stands still', async () => {
  const clock = manualClock(1_790_000_000_000)
  clock.advance(1234)
  expect((await bracket(clock))[1]).toBe(1_790_000_001_234)
})
