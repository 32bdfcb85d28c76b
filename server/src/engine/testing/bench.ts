import Value from 'typebox/value'
import { putRecordsDecider } from '@liandong/shared/kernel/registry'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { DECIDERS, KINDS, REGISTRIES } from '@liandong/shared/areas'
import { incidentFeature } from '../../features/incident/incident'
import { orderFeature } from '../../features/order/order'
import { sealFeature } from '../../features/seal/seal'
import { seededIds } from '../../platform/ids'
import { silentLog } from '../../platform/log'
import type { Database } from '../../platform/postgres'
import { Engine } from '../engine'
import type { Command, EngineClock } from '../types'

/** A clock that stands still until told; callbacks never fire by themselves. */
export function stillClock(start: number): EngineClock & { advance(ms: number): void } {
  let now = start
  return { now: () => now, advance: (ms) => (now += ms), mapping: () => ({ origin: now, anchorReal: Date.now(), rate: 1 }), afterReal: () => () => undefined }
}

export const NOON = Date.UTC(2026, 10, 20, 4, 0, 0)

export const registryDecider = putRecordsDecider(REGISTRIES, (schema, value) => {
  const first = Value.Errors(schema, value)[0]
  return first ? `${first.instancePath || '/'} ${first.message}` : null
})

/** A whole engine over a database, with the real rules. */
export function engineOn(db: Database, clock: EngineClock, seed = 1, options: { maxBatch?: number } = {}): Engine {
  return new Engine({
    pool: db.pool, clock, newId: seededIds(seed), zone: 'Asia/Shanghai', kinds: KINDS, deciders: [registryDecider, ...DECIDERS],
    features: [incidentFeature, orderFeature, sealFeature], log: silentLog(), ...options,
  })
}

const clocks = (ack: number) => ({
  registerMs: 60_000, dispatchMs: 60_000, ackMs: ack, turnoutMs: 60_000, arrivalMs: 300_000, firstFeedbackMs: 300_000,
  progressMs: 900_000, finishMs: 14_400_000, reviewMs: 86_400_000,
})

/** The least a district needs: one organisation, two units, one kind, the clock policy. */
export const RECORDS = [
  { kind: 'numbering', id: 'incident', after: { prefix: 'WC' } },
  { kind: 'policy', id: 'clocks', after: { name: 'clocks', byPriority: { 1: clocks(60_000), 2: clocks(180_000), 3: clocks(600_000), 4: clocks(3_600_000) }, ackLadder: [{ times: 1, whom: 'orgDuty' }, { times: 3, whom: 'orgLeader' }, { times: 5, whom: 'commander' }], archiveAfterMs: 7 * 86_400_000 } },
  { kind: 'area', id: '330702004', after: { name: '城北街道', nameEn: 'Chengbei', shortName: '城北', level: 'township', lon: 119.65, lat: 29.11, approximate: true } },
  { kind: 'organisation', id: 'fire', after: { name: '消防救援大队', nameEn: 'Fire brigade', shortName: '消防', role: 'fire', jurisdiction: true, madeUp: true } },
  { kind: 'organisation', id: 'zone', after: { name: '开发区公安分局', nameEn: 'Zone police', shortName: '开发区', role: 'police', jurisdiction: false, madeUp: true } },
  { kind: 'source', id: 'fire-gps', after: { name: '消防定位', nameEn: 'Fire positions', contract: 'periodic', withinMs: 30_000, lostAfterMs: 300_000, maxSpeedKmh: 160, crs: 'wgs84' } },
  ...['u1', 'u2'].map((id) => ({ kind: 'unit', id, after: { callSign: `城北 ${id}`, callSignEn: id, kind: 'fire_engine', orgId: 'fire', crewSize: 6, capability: [], sourceId: 'fire-gps', deviceId: id, usualSpeedKmh: 40, homeLon: 119.65, homeLat: 29.11, madeUp: true } })),
  { kind: 'incidentKind', id: 'fire', after: { name: '居民楼火灾', nameEn: 'House fire', class: 'accident', category: 'fire', priority: 1, glyph: 'fire', keys: 'jmlhz' } },
  { kind: 'incidentKind', id: 'dispute', after: { name: '邻里纠纷', nameEn: 'Dispute', class: 'social_security', category: 'dispute', priority: 3, glyph: 'dispute', keys: 'lljf', sensitivePlace: true } },
]

let serial = 0
/** A command of the desk under a fresh id, or under the one given. */
export const said = (type: string, body: object, more: Partial<Command> = {}): Command =>
  ({ id: `c-${++serial}`, type, body, actor: { kind: 'person', id: 'desk', post: 'dutyOfficer' }, ...more })

export const seedRecords = (e: Engine): Promise<CommandAnswer> => e.submit(said('PutRecords', { records: RECORDS }))

/** The named value of an accepted answer; throws with the whole answer otherwise. */
export function got(a: CommandAnswer, key: string): string {
  if (!a.ok) throw new Error(`refused: ${JSON.stringify(a)}`)
  return String(a.answer[key])
}

/** Reports and accepts an incident; answers its id. */
export async function acceptedIncident(e: Engine, kindId = 'fire'): Promise<string> {
  const id = got(await e.submit(said('ReportIncident', { kindId, placeText: '八一北街 18 号', source: '110' })), 'incidentId')
  got(await e.submit(said('AcceptIncident', { incidentId: id })), 'x')
  return id
}

/** Every stored row of the engine's tables that a commit may touch, for "a rejection leaves nothing". */
export async function rowCounts(db: Database): Promise<Record<string, number>> {
  const out: Record<string, number> = {}
  const count = async (from: string) => (await db.pool.query<{ n: number }>(`select count(*)::int as n from ${from}`)).rows[0]!.n
  for (const t of ['log', 'state', 'view', 'job']) out[t] = await count(t)
  out.command = await count('log where command is not null')
  return out
}

