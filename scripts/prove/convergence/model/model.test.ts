import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenMigrations } from '../../../../server/src/features/access/ingestTokens'
import { engineMigrations } from '../../../../server/src/engine/schema'
import type { Database } from '../../../../server/src/platform/postgres'
import { freshDatabase } from '../../../../server/src/platform/testing/freshDatabase'
import { MODEL_BUGS } from './bugs'
import { model, noSums } from './run'
import { SEEDED_FAULTS } from '../seededFaults'

/** The short form of the 2,000 runs of `npm run prove -- convergence`. */
const RUNS = 60, SEED = 7
/** Each is caught by the first of them, or by one soon after. */
const CAUGHT_WITHIN = 60

let db: Database
beforeAll(async () => { db = await freshDatabase([...engineMigrations, ...tokenMigrations]) })
afterAll(async () => { await db?.stop() })
const file = join(tmpdir(), `liandong-${randomUUID()}.gz`)

describe('three clients and two nodes in virtual time', () => {
  it(`come to one picture in ${RUNS} runs, and every command took effect once`, async () => {
    const sums = noSums()
    expect(await model({ db, file, seed: SEED, runs: RUNS, shrink: true, sums })).toBe(null)
    expect(sums.runs).toBe(RUNS)
    expect(sums.counts).toMatchObject({ 'said: yes': expect.any(Number) as number, 'said: expired': expect.any(Number) as number, behind: expect.any(Number) as number })
    expect(Object.keys(sums.acts)).toEqual(expect.arrayContaining(['node switch', 'snapshot race', 'epoch change', 'restart', 'lose', 'duplicate', 'reorder']))
  }, 240_000)

  it('come to the same end, to the last byte, from the same seed', async () => {
    const [a, b] = [noSums(), noSums()]
    for (const sums of [a, b]) await model({ db, file, seed: SEED, runs: 4, shrink: false, sums })
    expect(a).toEqual(b)
  }, 60_000)

  const mine = Object.entries(MODEL_BUGS).filter(([name]) => !(name in SEEDED_FAULTS))
  it.each(mine)('would not, and this says so, with %s', async (_name, bug) => {
    expect((await model({ db, file, seed: 1, runs: CAUGHT_WITHIN, shrink: false, bug }))?.faults).toBeDefined()
  }, 120_000)
})
