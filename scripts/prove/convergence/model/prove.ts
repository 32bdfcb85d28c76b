import { join } from 'node:path'
import { tokenMigrations } from '../../../../server/src/features/access/ingestTokens'
import { engineMigrations } from '../../../../server/src/engine/schema'
import { silentLog } from '../../../../server/src/platform/log'
import { migrate } from '../../../../server/src/platform/migrate'
import { openDatabase, type Database } from '../../../../server/src/platform/postgres'
import type { ProofParts } from '../../proof'
import { MODEL_BUGS } from './bugs'
import { model, noSums, STEPS, type Red, type Sums } from './run'

/** A bug must be caught within so many runs. */
const CAUGHT_WITHIN = 150

/** All runs in two lanes, each with a database and a seed of its own, then each bug until it is caught. */
export async function proveModel(p: ProofParts & { db: Database; runs: number }): Promise<boolean> {
  const file = (name: string) => join(p.folder, `${name}.gz`)
  const began = performance.now()
  if (p.path) return told(p, await model({ db: p.db, file: file('replay'), seed: p.seed, runs: 1_000_000, path: p.path, shrink: false }))
  const sums = noSums()
  const other = await secondDatabase(p.db)
  const half = Math.ceil(p.runs / 2)
  const reds = await Promise.all([
    model({ db: p.db, file: file('one'), seed: p.seed, runs: half, shrink: true, sums }),
    model({ db: other, file: file('two'), seed: p.seed + 1, runs: p.runs - half, shrink: true, sums }),
  ])
  await other.stop()
  p.say(`model: ${sums.runs} runs of up to ${STEPS} acts from seeds ${p.seed} and ${p.seed + 1}, 2 nodes and 3 clients in virtual time, in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  p.say(shown(sums))
  let holds = true
  for (const red of reds) holds = told(p, red) && holds
  for (const [name, bug] of Object.entries(MODEL_BUGS)) {
    const red = await model({ db: p.db, file: file('bug'), seed: p.seed, runs: CAUGHT_WITHIN, shrink: false, bug })
    p.say(red ? `model caught: ${name} (seed ${red.seed} path ${red.path}: ${red.faults.split(';')[0]})` : `model DID NOT CATCH: ${name}`)
    holds &&= red !== null
  }
  return holds
}

function told(p: ProofParts, red: Red | null): boolean {
  if (red === null) return true
  p.say(`  red after ${red.shrinks} steps of shrinking: ${red.faults}`)
  for (const { act, thenMs } of red.steps) p.say(`    ${JSON.stringify(act)} then ${thenMs} ms`)
  p.say(`  again: npm run prove -- convergence --seed ${red.seed} --path ${red.path}`)
  return false
}

/** A second database in the same cluster. */
async function secondDatabase(db: Database): Promise<Database> {
  await db.pool.query('create database second')
  const url = new URL(db.url)
  url.pathname = '/second'
  const other = await openDatabase({ dataDir: '', databaseUrl: url.href, log: silentLog() })
  await migrate(other.pool, [...engineMigrations, ...tokenMigrations])
  return other
}

function shown(s: Sums): string {
  const list = (of: Record<string, number>) => Object.entries(of).map(([name, n]) => `${name} ${n}`).join(', ')
  const worst = (all: number[]) => Math.round(all.reduce((a, b) => Math.max(a, b), 0))
  return `  acts: ${list(s.acts)}\n  ${list(s.counts)}\n  equal after reconnecting: ${s.reconnected.length}, worst ${worst(s.reconnected)} ms; staying connected: ${s.stayed.length}, worst ${worst(s.stayed)} ms (virtual)`
}
