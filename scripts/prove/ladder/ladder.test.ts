import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { brokenIn, climb } from './climb'
import { runDesigns } from './designs'

/** The short form of `npm run prove -- ladder`: mostly waiting, so all three servers are hurt at the same time. */
const SEED = 3
const KILLS = 8

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liandong-ladder-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.concurrent('the ladder of an order nobody acknowledges', () => {
  it(`takes each step once and in time through ${KILLS} kills (seed ${SEED})`, async ({ expect }) => {
    // Twice the promised lateness: the tests of the other rooms share the machine.
    const result = await climb({ folder: join(folder, 'jobs'), seed: SEED, kills: KILLS, patience: 2 })
    expect(brokenIn(result)).toEqual([])
    expect(result.due).toBeGreaterThan(20)
    expect(result.lateReady.length).toBeGreaterThan(0)
  }, 280_000)

  it('would not, and this says so, with a job marked before it is sent, or sent without a key', async ({ expect }) => {
    for (const { design, shown } of await Promise.all(runDesigns(folder, SEED, 2))) expect(shown, design).not.toEqual([])
  }, 280_000)
})
