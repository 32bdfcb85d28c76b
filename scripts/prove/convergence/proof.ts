import { join } from 'node:path'
import type { Database } from '../../../server/src/platform/postgres'
import type { Proof, ProofParts } from '../proof'
import { withDatabase } from '../rig/database'
import { ACTS_PER_ROUND, converge, type RoundResult } from './convergence'
import { cutAll, type CutsResult } from './cuts'
import { proveModel } from './model/prove'
import { SEEDED_FAULTS } from './seededFaults'

/** A seeded fault must be caught within so many rounds. */
const CAUGHT_WITHIN = 5
/** Runs of the model for each round on real sockets: 2,000 for 30. */
const RUNS_PER_ROUND = 2_000 / 30
/** The longest cut grows with the rounds asked for: 5 minutes with 30 of them. */
const LONGEST_CUT_MS = 300_000 / 30

const proof: Proof = {
  about: 'Clients cut off at random and resynchronised end equal to the server and to one that never left.',
  rounds: 30,
  run: (p) => withDatabase(p.folder, (db) => proveAll({ ...p, db })),
}
export default proof

interface Parts extends ProofParts {
  db: Database
}

async function proveAll(p: Parts): Promise<boolean> {
  const runs = Math.ceil(p.rounds * RUNS_PER_ROUND)
  if (p.path) return proveModel({ ...p, runs })
  const rounds = await proveRounds({ ...p, file: join(p.folder, 'backup.gz') })
  // Long cuts are mostly waiting: the model runs beside them.
  const [cuts, model] = await Promise.all([
    withDatabase(join(p.folder, 'cuts'), (db) => proveCuts({ ...p, db })),
    proveModel({ ...p, runs }),
  ])
  return rounds && cuts && model
}

/** All viewers cut off at once, each for its own time and in its own way, in real time. */
async function proveCuts(p: Parts): Promise<boolean> {
  const longestMs = p.rounds * LONGEST_CUT_MS
  const r: CutsResult = await cutAll({ db: p.db, seed: p.seed, tempo: 1, cuts: p.rounds, longestMs })
  p.say(`cuts: ${p.rounds} at once on real sockets in real time, from 1 s to ${longestMs / 1000} s, while ${r.commits} commits went on`)
  for (const f of r.faults) p.say(`  ${f}`)
  p.say(`  ${spread('equal after reconnecting', r.equalAfter)}; ${spread('reconnected after the line healed', r.backAfter)}; ${r.attempts} attempts meanwhile, longest wait between two ${Math.round(r.longestWait)} ms`)
  return r.faults.length === 0
}

async function proveRounds(p: Parts & { file: string }): Promise<boolean> {
  p.say(`convergence: ${p.rounds} rounds of ${ACTS_PER_ROUND} acts from seed ${p.seed}, 2 nodes, 3 hurt clients and one that never left, time × ${p.tempo}`)
  const began = performance.now()
  const results: RoundResult[] = []
  for (let i = 0; i < p.rounds; i++) {
    const result = await converge({ db: p.db, file: p.file, seed: p.seed + i, tempo: p.tempo })
    results.push(result)
    for (const f of result.faults) p.say(`  seed ${result.seed}: ${f}`)
  }
  const red = results.filter((r) => r.faults.length > 0)
  p.say(sums(results))
  p.say(`${results.length - red.length} of ${results.length} rounds hold, in ${((performance.now() - began) / 1000).toFixed(1)} s${red.length > 0 ? `; red seeds: ${red.map((r) => r.seed).join(' ')}` : ''}`)
  let caught = true
  for (const [name, sabotage] of Object.entries(SEEDED_FAULTS)) {
    const found = await firstRed((seed) => converge({ db: p.db, file: p.file, seed, tempo: p.tempo, sabotage }), p.seed)
    p.say(found ? `caught: ${name} (seed ${found.seed}: ${found.faults[0]})` : `NOT CAUGHT: ${name}`)
    caught &&= found !== null
  }
  return red.length === 0 && caught
}

/** The first round with a seeded fault that turned red, or null. */
export async function firstRed(round: (seed: number) => Promise<RoundResult>, seed: number): Promise<RoundResult | null> {
  for (let i = 0; i < CAUGHT_WITHIN; i++) {
    const result = await round(seed + i)
    if (result.faults.length > 0) return result
  }
  return null
}

/** What happened in all rounds together, for people. */
function sums(results: readonly RoundResult[]): string {
  const acts = added(results.map((r) => r.acts))
  const c = added(results.map((r) => r.counts as Record<string, number>))
  return [
    `  acts: ${Object.entries(acts).map(([name, n]) => `${name} ${n}`).join(', ')}`,
    `  connections ${c.connections}, snapshots ${c.snapshots}, commands said over bad lines ${c.said}; messages lost ${c.lost}, doubled ${c.doubled}, reordered ${c.reordered}`,
    `  equal after ${spread('reconnecting', results.flatMap((r) => r.reconnected))}; ${spread('staying connected', results.flatMap((r) => r.stayed))} (wire ms)`,
  ].join('\n')
}

function added(counts: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const c of counts) for (const [name, n] of Object.entries(c)) total[name] = (total[name] ?? 0) + n
  return total
}

export function spread(name: string, ms: readonly number[]): string {
  if (ms.length === 0) return `${name}: none`
  const sorted = [...ms].sort((a, b) => a - b)
  return `${name}: ${sorted.length}, median ${Math.round(sorted[sorted.length >> 1]!)} ms, worst ${Math.round(sorted.at(-1)!)} ms`
}
