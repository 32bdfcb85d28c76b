import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { redisHere, redisServer } from '../../../server/src/platform/testing/redisServer'
import { ownPostgres, type OwnPostgres } from '../rig/ownPostgres'
import { caughtOf } from './proof'
import { restMatrix } from './restMatrix'
import { revocation } from './revocation'
import { SEEDED_LEAKS } from './seededLeaks'
import { socketMatrix } from './sockets'

/** The short form of `npm run prove -- access`. How far two medians lie apart on a busy machine the long form judges. */
const folder = mkdtempSync(join(tmpdir(), 'liandong-access-'))
let postgres: OwnPostgres
beforeAll(async () => {
  // As root the database runs as another user, who must be able to pass through.
  chmodSync(folder, 0o755)
  postgres = await ownPostgres(join(folder, 'ground'))
}, 60_000)
afterAll(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('every door, file and command answers everybody as the table written by hand says', async () => {
  const r = await restMatrix({ postgres, folder, tries: 20 })
  expect(r.wrong).toEqual([])
  expect(r.doors + r.files + r.commands).toBeGreaterThan(3000)
}, 240_000)

it('no message of the wire shows anybody more than the table says, and nobody misses anything', async () => {
  const r = await socketMatrix({ postgres, folder, seed: 11, messages: 3000, copies: 2 })
  expect(r.faults).toEqual([])
  expect(r.leaked).toBe(0)
  expect(r.messages).toBeGreaterThanOrEqual(3000)
}, 240_000)

it.runIf(redisHere())('a right taken away is gone within 5 s, on both nodes, also without Redis', async () => {
  const redis = await redisServer()
  await redis.start()
  try {
    expect((await revocation({ postgres, redis, folder, tries: 1 })).faults).toEqual([])
  } finally {
    await redis.kill()
  }
}, 240_000)

it.each(SEEDED_LEAKS.filter((l) => l.by === 'rest').slice(0, 1).concat(SEEDED_LEAKS.filter((l) => l.by === 'wire').slice(0, 1)))('would not be green, and this says so, with $name', async (leak) => {
  expect(await caughtOf(leak, postgres, folder, 11, () => undefined)).toBe(true)
}, 240_000)
