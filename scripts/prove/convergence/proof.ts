import { join } from 'node:path'
import type { Database } from '../../../server/src/platform/postgres'
import type { Proof, ProofParts } from '../proof'
import { withDatabase } from '../rig/database'
import { ACTS_PER_ROUND, converge, type RoundResult } from './convergence'
import { SEEDED_FAULTS } from './seededFaults'

/** A seeded fault must be caught within so many rounds. */
const CAUGHT_WITHIN = 5

const proof: Proof = {
  about: 'Clients cut off at random and resynchronised end equal to the server and to one that never left.',
  rounds: 30,
  run: (p) => withDatabase(p.folder, (db) => prove({ ...p, db, file: join(p.folder, 'backup.gz') })),
}
export default proof

interface Parts extends ProofParts {
  db: Database
  file: string
}

async function prove(p: Parts): Promise<boolean> {
  p.say(`convergence: ${p.rounds} rounds of ${ACTS_PER_ROUND} acts from seed ${p.seed}, 3 hurt clients and one that never left, time × ${p.tempo}`)
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

function spread(name: string, ms: readonly number[]): string {
  if (ms.length === 0) return `${name}: none`
  const sorted = [...ms].sort((a, b) => a - b)
  return `${name}: ${sorted.length}, median ${Math.round(sorted[sorted.length >> 1]!)} ms, worst ${Math.round(sorted.at(-1)!)} ms`
}
