import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineMigrations } from '../../../server/src/engine/schema'
import { tokenMigrations } from '../../../server/src/features/access/ingestTokens'
import type { Database } from '../../../server/src/platform/postgres'
import { freshDatabase } from '../../../server/src/platform/testing/freshDatabase'
import { RECONNECTED_MS } from './bounds'
import { converge } from './convergence'
import { cutAll } from './cuts'
import { firstRed } from './proof'
import type { Sabotage } from './round'
import { SEEDED_FAULTS } from './seededFaults'

/** The short form of `npm run prove -- convergence`. */
const SEEDS = [11, 12, 13, 14]

let db: Database
beforeAll(async () => { db = await freshDatabase([...engineMigrations, ...tokenMigrations]) })
afterAll(async () => { await db?.stop() })
const round = (seed: number, sabotage?: Sabotage) =>
  converge({ db, file: join(tmpdir(), `liandong-${randomUUID()}.gz`), seed, tempo: 4, ...(sabotage ? { sabotage } : {}) })

describe('clients cut off at random and resynchronised', () => {
  it.each(SEEDS)('end equal to the server and to one that never left (seed %i)', async (seed) => {
    const result = await round(seed)
    expect(result.faults).toEqual([])
    expect(result.counts.connections).toBeGreaterThan(4)
    expect(result.reconnected.every((ms) => ms <= RECONNECTED_MS)).toBe(true)
  }, 60_000)

  it.each(Object.entries(SEEDED_FAULTS))('would not, and this says so, with %s', async (_name, sabotage) => {
    expect((await firstRed((seed) => round(seed, sabotage), SEEDS[0]!))?.faults[0]).toBeDefined()
  }, 120_000)
})

describe('viewers all cut off at once, each for its own time and in its own way', () => {
  it('come back by themselves and are equal within three seconds of reconnecting', async () => {
    const result = await cutAll({ db, seed: SEEDS[0]!, tempo: 4, cuts: 4, longestMs: 10_000 })
    expect(result.faults).toEqual([])
    expect(result.equalAfter).toHaveLength(4)
    expect(result.commits).toBeGreaterThan(4)
  }, 60_000)
})
