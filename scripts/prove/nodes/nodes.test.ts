import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisHere } from '../../../server/src/platform/testing/redisServer'
import { playAll, playBug, scenarios } from './nodes'
import { SEEDED_BUGS } from './seededBugs'
import { openGround } from './town'

/** The short form of `npm run prove -- nodes`: the two faults that most towns will meet, on the built server. */
const SEED = 21
const DAILY = ['redis killed', 'node frozen']
const BUG = SEEDED_BUGS.find((b) => b.scenario === 'redis emptied' && b.in.length === 2)!

const here = redisHere()
let folder: string
let ground: Awaited<ReturnType<typeof openGround>>
beforeAll(async () => {
  if (!here) return
  folder = mkdtempSync(join(tmpdir(), 'liandong-nodes-'))
  chmodSync(folder, 0o755)
  ground = await openGround(folder)
}, 60_000)
afterAll(async () => {
  await ground?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
}, 60_000)

describe.runIf(here)('two nodes on one database and one Redis', () => {
  it('stay one town whatever is killed, frozen or cut', async () => {
    const results = await playAll(ground, SEED, scenarios().filter((s) => DAILY.includes(s.name)), { full: false })
    expect(results.map((r) => [r.name, r.faults])).toEqual(DAILY.map((name) => [name, []]))
    expect(results.reduce((n, r) => n + r.figures.calls!, 0)).toBeGreaterThan(20)
  }, 240_000)

  it(`would not, and this says so, with ${BUG.name}`, async () => {
    expect((await playBug(ground, SEED, BUG)).length).toBeGreaterThan(0)
  }, 120_000)
})
