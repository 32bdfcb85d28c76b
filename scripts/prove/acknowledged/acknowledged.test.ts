import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { campaign } from './campaign'
import { firstRed } from './proof'
import { SEEDED_FAULTS } from './seededFaults'

/** The short form of `npm run prove -- acknowledged`. */
const SEED = 1
const KILLS = 20
/** The first four of the plan: by time, by time with the database, before a commit is sent, and after it was. */
const KILLS_TO_CATCH = 4
/** Each kill is a start of server and database: seconds here, many of them on a machine that does ten other things. */
const PATIENCE_MS = 600_000

let folder: string
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'liandong-acknowledged-')) })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what was acknowledged', () => {
  it(`is on disk, whole and once, after ${KILLS} kills of the server, half of them with its database`, async () => {
    const { faults, counts } = await campaign({ seed: SEED, from: 0, kills: KILLS, folder })
    expect(faults).toEqual([])
    expect(counts).toMatchObject({ kills: KILLS, withDatabase: KILLS / 2, whileStarting: 4 })
    expect(counts.atPoints).toBeGreaterThan(2)
    expect(counts.acknowledged).toBe(counts.commands)
    expect(counts.acknowledged).toBeGreaterThan(KILLS)
    expect(counts.repeatedAnswers).toBeGreaterThan(0)
  }, PATIENCE_MS)

  it.each(Object.entries(SEEDED_FAULTS))('would not be, and this says so, with %s', async (_name, seeded) => {
    expect((await firstRed(folder, SEED, seeded, KILLS_TO_CATCH))?.faults[0]).toMatch(new RegExp(`^${seeded.guilty}: `))
  }, PATIENCE_MS)
})
