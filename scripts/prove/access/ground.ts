import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { Engine } from '../../../server/src/engine/engine'
import { openBook } from '../../../server/src/features/access/book'
import { SESSION_COOKIE } from '../../../server/src/features/access/cookies'
import { openSessions, type Sessions } from '../../../server/src/features/access/sessions'
import { installPack } from '../../../server/src/features/registry/installPack'
import { readPack } from '../../../server/src/packs/read'
import { newId } from '../../../server/src/platform/ids'
import { silentLog } from '../../../server/src/platform/log'
import { openDatabase, type Database } from '../../../server/src/platform/postgres'
import { openEngine } from '../rig/ahead'
import type { OwnPostgres } from '../rig/ownPostgres'
import { MOVERS, PERSONAS, RECORDS, TOWN_A, TOWN_B } from './people'

/** Feeds of the proof: the one that tries every door is `repair-gps`, which brings the positions of the power company's units. */
export const FEEDS = ['repair-gps', 'ems-gps', 'volunteer-app', 'fire-jt808', 'police-gps'] as const
export const feedToken = (source: string): string => `access-proof-token-of-${source}`

const WALL = 'wall-of-the-proof'

/** Ids of what stands in the town before anybody comes: live cases, and ended ones, about which a command changes nothing more. */
export interface Standing {
  live: Record<'a' | 'b', string>
  ended: Record<'a' | 'b', string>
  /** Ended orders by the part that carried them, with their alerts and units. */
  orders: Record<'power' | 'gas' | 'townA' | 'townB', { order: string; alert: string; unit: string }>
}

export interface Ground {
  url: string
  db: Database
  standing: Standing
  /** Begins a session as the sign-in does, whose owner has shown a second factor; answers `Cookie` text and the session's id. */
  seat(person: string): Promise<{ cookie: string; id: string }>
  sessions: Sessions
  /** Rights straight through the engine's door; for the ground itself, not for what is being proved. */
  close(): Promise<void>
}

/** A town in a database of its own: pack, people, cases of both halves; before any server runs on it. */
export async function openGround(postgres: OwnPostgres, name: string): Promise<Ground> {
  const url = await postgres.create(name)
  const db = await openDatabase({ databaseUrl: url, dataDir: '', log: silentLog() })
  const known = new Map<string, PersonRecord>()
  const sessions = openSessions({
    pool: db.pool, now: () => Date.now(), newId, person: (id) => known.has(id) ? { ...known.get(id)!, id } : undefined, device: () => ({ kind: 'wall', name: 'Proof', place: '', active: true, id: WALL }), holdsOpenP1: () => false, book: openBook(() => undefined),
  })
  const engine = await openEngine(db)
  const standing = await fill(engine, known)
  await engine.stop()
  for (const f of FEEDS) await db.pool.query('insert into ingest_token (source, hash) values ($1, $2) on conflict do nothing', [f, createHash('sha256').update(feedToken(f)).digest('hex')])
  return {
    url, db, standing, sessions,
    async seat(person) {
      const { token, id } = await sessions.begin(person === 'wall' ? { device: WALL } : { person }, 'totp', { address: '127.0.0.1', agent: 'proof' })
      return { cookie: `${SESSION_COOKIE}=${token}`, id }
    },
    close: () => db.stop(),
  }
}

async function fill(engine: Engine, known: Map<string, PersonRecord>): Promise<Standing> {
  let serial = 0
  const give = async (type: string, body: object): Promise<Record<string, string | number>> => {
    const answer = await engine.submit({ id: `ground-${++serial}`, type, body, actor: { kind: 'system', id: 'ground' } })
    if (!answer.ok) throw new Error(`the ground was refused ${type}: ${JSON.stringify(answer)}`)
    return answer.answer
  }
  const pack = readPack(join(import.meta.dirname, '../../../server/src/packs'), 'wucheng')
  await installPack(pack.records, engine.read, engine.submit.bind(engine), engine.position)
  await give('PutRecords', { records: RECORDS })
  await give('PutDevice', { deviceId: WALL, after: { kind: 'wall', name: 'Proof', place: '', active: true } })
  for (const p of PERSONAS) if (p.rights) await person(p.name, p.rights)
  for (const [i, [first]] of MOVERS.entries()) await person(`mover-${i}`, first!)
  await person('spare', PERSONAS[1]!.rights!)
  async function person(id: string, after: PersonRecord): Promise<void> {
    known.set(id, after)
    await give('PutPerson', { personId: id, after })
  }
  const report = async (half: 'a' | 'b') => {
    const { incidentId } = await give('ReportIncident', {
      kindId: 'dispute-family', placeText: `地址-${half}`, areaId: `village-${half}1`, lon: 119.65123, lat: 29.11123, title: `标题-${half}`, text: `文字-${half}`, source: '110', sourceRef: `ref-${half}`,
    })
    await give('SealContact', { incidentId, refs: [{ ref: `sealed:AccessProof${String(++serial).padStart(5, '0')}`, kind: 'caller-contact' }] })
    await give('AcceptIncident', { incidentId })
    return String(incidentId)
  }
  const order = async (incidentId: string, orgId: string, unitId: string) => {
    const orderId = String((await give('IssueOrder', { incidentId, orgId, unitId, content: `内容-${unitId}` })).orderId)
    return { order: orderId, alert: String((await give('EscalateAlert', { orderId, step: 1 })).alertId), unit: unitId }
  }
  const both = async (half: 'a' | 'b', parts: readonly [string, string][]) => {
    const incidentId = await report(half)
    const made = []
    for (const [org, unit] of parts) made.push(await order(incidentId, org, unit))
    return { incidentId, made }
  }
  const halves = { a: [['power', 'of-power'], [`town-${TOWN_A}`, 'of-town-a']], b: [['gas', 'of-gas'], [`town-${TOWN_B}`, 'of-town-b']] } as const
  const end = async (half: 'a' | 'b') => {
    const { incidentId, made } = await both(half, halves[half].map(([o, u]) => [o, u]))
    for (const m of made) await give('RecallOrder', { orderId: m.order, reason: `原因-${half}` })
    await give('VoidIncident', { incidentId, reason: `原因-${half}` })
    return { incidentId, made }
  }
  const [endedA, endedB] = [await end('a'), await end('b')]
  // As wholes: their units stay free for the town's own life. A liaison sees a case from the moment it is ordered there.
  const live = async (half: 'a' | 'b', orgId: string) => {
    const incidentId = await report(half)
    await give('IssueOrder', { incidentId, orgId, content: `内容-${orgId}` })
    return incidentId
  }
  return {
    live: { a: await live('a', 'power'), b: await live('b', 'gas') }, ended: { a: endedA.incidentId, b: endedB.incidentId },
    orders: { power: endedA.made[0]!, townA: endedA.made[1]!, gas: endedB.made[0]!, townB: endedB.made[1]! },
  }
}
