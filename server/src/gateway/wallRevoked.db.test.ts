import { afterAll, beforeAll, expect, it } from 'vitest'
import { engineMigrations } from '../engine/schema'
import { engineOn, NOON, seedRecords, stillClock } from '../engine/testing/bench'
import type { Engine } from '../engine/engine'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { openGate, Screen } from './testing/gate'
import type { Seats } from './seats'

const WALL = 'wall-hall'
const seats: Seats = { find: () => Promise.resolve({ session: 's-wall', who: { wall: WALL } }), ended: () => Promise.resolve([]), touch: () => undefined }
let db: Database
let here: Engine
let there: Engine
beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  here = engineOn(db, stillClock(NOON))
  await here.open()
  await seedRecords(here)
  there = engineOn(db, stillClock(NOON))
  await there.open()
})
afterAll(async () => {
  await here.stop()
  await there.stop()
  await db.stop()
})
let n = 0
const put = (on: Engine, active: boolean, deviceId = WALL) =>
  on.submit({ id: `put-device-${++n}`, type: 'PutDevice', body: { deviceId, after: { kind: 'wall', name: '一号屏', place: '', active } }, actor: { kind: 'system', id: 'test' } })

it('a wall sees nothing before the log knows it, its picture while it is in service, and is let go of when another node takes it out', async () => {
  const gate = await openGate(here, () => NOON, seats)
  const early = new Screen(gate.url, { mask: 'wall' })
  await early.until(() => early.faults.length > 0)
  expect(early.faults).toEqual(['unauthorised'])

  await put(here, true)
  const wall = new Screen(gate.url, { mask: 'desk' })
  await wall.until(() => wall.position >= 0)
  expect([wall.hello?.mask, wall.docs.size > 0]).toEqual(['wall', true])
  let why = ''
  wall.socket.on('bye', (b: { why: string }) => { why = b.why })

  await there.catchUp()
  expect((await put(there, false)).ok).toBe(true)
  expect(wall.socket.connected).toBe(true)
  // What the wake-up of the commit, or the look each second, does on this node.
  await here.catchUp()
  await wall.until(() => !wall.socket.connected)
  expect(why).toBe('signed-out')

  const again = new Screen(gate.url, { mask: 'wall' })
  await again.until(() => again.faults.length > 0)
  expect(again.faults).toEqual(['unauthorised'])
  await gate.stop()
})
