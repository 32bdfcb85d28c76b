import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { KINDS } from '@liandong/shared/areas'
import { verifyRebuild } from '../../../server/src/engine/rebuild'
import { engineMigrations } from '../../../server/src/engine/schema'
import { silentLog } from '../../../server/src/platform/log'
import { migrate } from '../../../server/src/platform/migrate'
import { connectionTo, openDatabase, type Database } from '../../../server/src/platform/postgres'
import { checkCommands, checkLog } from './effects'
import type { AckedEntry } from './entries'
import { chainOf, readHolding, tellings, type Holding, type Told } from './read'
import { checkStanding } from './standing'

export interface Verdict {
  faults: string[]
  counts: {
    kills: number; withDatabase: number; atPoints: number; missedPoints: number; whileStarting: number
    commands: number; acknowledged: number; sends: number; resends: number; repeatedAnswers: number; unanswered: number; events: number; alerts: number; states: number
  }
  /** Fail-points that struck, each with how often. */
  points: Record<string, number>
  /** ms from the start of the process to ready, after a kill of the server alone and after one with its database. */
  restarts: { alone: number[]; withDatabase: number[] }
}

/** Opens the database that the last kill left, without the server, and holds it against the history. */
export async function check(dataDir: string, entries: readonly AckedEntry[]): Promise<Verdict> {
  const told = tellings(entries)
  const db = await openDatabase({ dataDir, log: silentLog() })
  try {
    const holding = await readHolding(db.pool)
    const faults = [
      ...checkLog(told, holding, entries), ...checkCommands(told, holding), ...checkStanding(told, holding),
      ...(chainOf(holding) === holding.head.hash ? [] : ['chain: counted anew it does not end where the head says']),
      ...(await refolded(db)),
    ]
    return { faults, ...figures(entries, told, holding) }
  } finally {
    await db.stop()
  }
}

/** The engine's own way: the log read into a second database, folded there, and compared state by state. */
async function refolded(db: Database): Promise<string[]> {
  const name = `verify_${randomUUID().replaceAll('-', '')}`
  await db.pool.query(`create database ${name}`)
  const url = new URL(db.url)
  url.pathname = `/${name}`
  const second = new pg.Pool({ ...connectionTo(url.href), max: 2 })
  // `end` doesn't wait for the sockets: the database's own stop may reach one that is still closing.
  second.on('error', () => undefined)
  try {
    await migrate(second, engineMigrations)
    const report = await verifyRebuild(db.pool, second, new Map(KINDS.map((k) => [k.kind, k])))
    return [
      ...(report.chain ? [`chain: ${report.chain.fault} at ${report.chain.position}`] : []),
      ...report.differing.map((r) => `states: ${r} is not what the log says`),
    ]
  } finally {
    await second.end()
  }
}

function figures(entries: readonly AckedEntry[], told: ReadonlyMap<string, Told>, holding: Holding): Omit<Verdict, 'faults'> {
  const kills = entries.filter((e) => e.what === 'kill')
  const ready = entries.filter((e) => e.what === 'ready').filter((e) => e.round > 1)
  const points: Record<string, number> = {}
  for (const { place, struck } of kills) if (place.kind === 'point' && struck) points[place.name] = (points[place.name] ?? 0) + 1
  const all = [...told.values()]
  const sum = (of: (t: Told) => number) => all.reduce((n, t) => n + of(t), 0)
  return {
    counts: {
      kills: kills.length, withDatabase: kills.filter((k) => k.withDatabase).length, whileStarting: kills.filter((k) => k.place.kind === 'start').length,
      atPoints: kills.filter((k) => k.struck).length, missedPoints: kills.filter((k) => k.place.kind === 'point' && !k.struck).length,
      commands: told.size, acknowledged: all.filter((t) => t.answers.length > 0).length, sends: sum((t) => t.sends), resends: sum((t) => t.sends - 1),
      repeatedAnswers: sum((t) => Math.max(0, t.answers.length - 1)), unanswered: entries.filter((e) => e.what === 'unanswered').length,
      events: holding.log.length, alerts: holding.log.filter((r) => r.type === 'AlertRaised').length, states: holding.states.length,
    },
    points,
    restarts: { alone: ready.filter((r) => !r.afterDatabase).map((r) => r.ms), withDatabase: ready.filter((r) => r.afterDatabase).map((r) => r.ms) },
  }
}
