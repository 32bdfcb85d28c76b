import { afterAll, beforeAll, expect, it } from 'vitest'
import { viewerOf } from '@liandong/shared/access/viewer'
import { readLines } from '@liandong/shared/wire/lines'
import type { ChangesHeader, SnapshotHeader } from '@liandong/shared/wire/messages'
import { addHash, documentHash, EMPTY_HASH, hashText, type StateHash } from '@liandong/shared/wire/stateHash'
import type { Engine } from '../engine/engine'
import { engineMigrations } from '../engine/schema'
import { engineOn, got, NOON, said, seedRecords, stillClock } from '../engine/testing/bench'
import type { Database } from '../platform/postgres'
import { freshDatabase } from '../platform/testing/freshDatabase'
import { Audience } from './audience'

let db: Database
let engine: Engine
const clock = stillClock(NOON)
const fields = { at: NOON, rate: 1 }
const report = async (e: Engine) => got(await e.submit(said('ReportIncident', { kindId: 'fire', placeText: '一', source: '110' })), 'incidentId')

beforeAll(async () => {
  db = await freshDatabase(engineMigrations)
  engine = engineOn(db, clock)
  await engine.open()
  await seedRecords(engine)
})
afterAll(async () => {
  await engine.stop()
  await db.stop()
})

const desk = { id: 'desk', roles: ['duty_chief'] as const, post: 'dutyChief' as const, areaIds: [], active: true }
const audienceOf = (e: Engine) => new Audience(viewerOf(e.read, desk)!, e.documents, e.position)

/** What somebody holds after a snapshot and its changes, and what it is told it should hold. */
function joined({ pieces, changes }: { pieces: string[]; changes: string | null }): { docs: Map<string, string>; told: string | undefined } {
  const docs = new Map<string, string>()
  for (const p of pieces) for (const [r, text] of readLines<SnapshotHeader>(p).put) docs.set(r, text)
  if (changes === null) return { docs, told: undefined }
  const { header, put, remove } = readLines<ChangesHeader>(changes)
  for (const [r, text] of put) docs.set(r, text)
  for (const r of remove) docs.delete(r)
  return { docs, told: header.hash }
}
const hashOf = (docs: Map<string, string>) => {
  let h: StateHash = EMPTY_HASH
  for (const [r, text] of docs) h = addHash(h, documentHash(r as `${string}:${string}`, text))
  return hashText(h)
}

it('has no changes for somebody from before the restart: what came between is not in this node’s memory', async () => {
  const before = engine.position
  await report(engine)
  const restarted = engineOn(db, clock, 2)
  await restarted.open()
  const a = audienceOf(restarted)
  expect(a.since(before, fields)).toBeNull()
  expect(a.since(restarted.position, fields)).not.toBeNull()
  restarted.sweep()
  expect(a.since(before, fields)).toBeNull()
  await restarted.stop()
})

it('tells who joins by a cached snapshot what was swept since it was encoded', async () => {
  const id = await report(engine)
  await engine.submit(said('RejectIncident', { incidentId: id, reason: '误报' }))
  const a = audienceOf(engine)
  engine.documents.onChange((c) => c.documents.forEach((d) => a.take(d)))
  expect(joined(a.snapshot(engine.epoch, fields, 0)).docs.has(`incident:${id}`)).toBe(true)
  clock.advance(13 * 3_600_000)
  engine.sweep()
  a.flush(engine.position, fields, false)
  const late = joined(a.snapshot(engine.epoch, fields, 100))
  expect(late.docs.has(`incident:${id}`)).toBe(false)
  expect(late.told).toBe(hashOf(late.docs))
})

it('sends the whole picture in pieces of at most 64 KiB, whatever the script', async () => {
  await Promise.all(Array.from({ length: 120 }, () => engine.submit(said('ReportIncident', { kindId: 'fire', placeText: '街'.repeat(120), text: '火'.repeat(800), source: '110' }))))
  const { pieces } = audienceOf(engine).snapshot(engine.epoch, fields, 0)
  expect(Math.max(...pieces.map((p) => Buffer.byteLength(p)))).toBeLessThanOrEqual(64 * 1024)
  expect(pieces.length).toBeGreaterThan(1)
})
