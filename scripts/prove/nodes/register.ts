import { createHash } from 'node:crypto'
import { engineOn, said, stillClock } from '../../../server/src/engine/testing/bench'
import type { Database } from '../../../server/src/platform/postgres'

/** A feed each, that writes to one node alone. */
export const FEEDS = ['north', 'south'] as const
export type FeedName = (typeof FEEDS)[number]
export const UNITS_PER_FEED = 10
export const UNITS = FEEDS.flatMap((feed) => Array.from({ length: UNITS_PER_FEED }, (_, i) => ({ id: `${feed}-${i}`, feed })))
/** A feed speaks twice a second; past this its units are no longer fresh. */
export const WITHIN_MS = 4000
export const LOST_AFTER_MS = 8000
/** An order nobody acknowledges climbs at one, three and five times this. */
export const ACK_MS = 2000
export const LADDER = [1, 3, 5]
export const ORG = 'proof-fire'
export const KIND = 'proof-fire'

const HOUR = 3_600_000
const clocks = { registerMs: HOUR, dispatchMs: HOUR, ackMs: ACK_MS, turnoutMs: HOUR, arrivalMs: HOUR, firstFeedbackMs: HOUR, progressMs: HOUR, finishMs: HOUR, reviewMs: HOUR }
const whom = ['orgDuty', 'orgLeader', 'commander']

const RECORDS = [
  { kind: 'policy', id: 'clocks', after: { name: 'proof', byPriority: { 1: clocks, 2: clocks, 3: clocks, 4: clocks }, ackLadder: LADDER.map((times, i) => ({ times, whom: whom[i] })), archiveAfterMs: HOUR } },
  { kind: 'organisation', id: ORG, after: { name: '证明消防队', nameEn: 'Proof brigade', shortName: '证明', role: 'fire', jurisdiction: true, madeUp: true } },
  { kind: 'incidentKind', id: KIND, after: { name: '证明火警', nameEn: 'Proof fire', class: 'accident', category: 'fire', priority: 1, glyph: 'fire', keys: 'zmhj' } },
  ...FEEDS.map((id) => ({ kind: 'source', id, after: { name: id, nameEn: id, contract: 'periodic', withinMs: WITHIN_MS, lostAfterMs: LOST_AFTER_MS, maxSpeedKmh: 300, crs: 'wgs84' } })),
  ...UNITS.map(({ id, feed }) => ({ kind: 'unit', id, after: { callSign: id, callSignEn: id, kind: 'fire_engine', orgId: ORG, crewSize: 6, capability: [], sourceId: feed, deviceId: id, usualSpeedKmh: 40, homeLon: 119.65, homeLat: 29.11, madeUp: true } })),
]

export const tokenOf = (feed: FeedName): string => `proof-token-of-${feed}`

/** The proof's feeds may write before any node runs. */
export async function admitFeeds(db: Database): Promise<void> {
  for (const f of FEEDS) await db.pool.query('insert into ingest_token (source, hash) values ($1, $2) on conflict do nothing', [f, createHash('sha256').update(tokenOf(f)).digest('hex')])
}

let turn = 0
/** Puts the proof's feeds, units and quick clocks into the registers, through a door of its own: a node that starts puts its pack's clocks back. */
export async function fillRegisters(db: Database): Promise<void> {
  const engine = engineOn(db, stillClock(Date.now()), 9000 + turn)
  await engine.open()
  const answer = await engine.submit(said('PutRecords', { records: RECORDS }, { id: `proof-records-${Date.now()}-${++turn}` }))
  await engine.stop()
  if (!answer.ok) throw new Error(`the registers were refused: ${JSON.stringify(answer)}`)
}
