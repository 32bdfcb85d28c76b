import { join } from 'node:path'
import type { Proof, ProofParts } from '../proof'
import { brokenIn, climb, type ClimbResult } from './climb'
import { READY_MS, UP_MS } from './checker'
import { runDesigns } from './designs'
import { ACK_MS } from './installation'
import type { Kill } from './kills'

/** Kills of each bad design. */
const DESIGN_KILLS = 6
const FAULTS_SHOWN = 20

const proof: Proof = {
  about: 'Each step of an order nobody acknowledges is taken once and in time, however often the server is killed (a round is a kill).',
  rounds: 200,
  run: prove,
}
export default proof

async function prove(p: ProofParts): Promise<boolean> {
  p.say(`ladder: ${p.rounds} kills from seed ${p.seed}; acknowledge clock ${ACK_MS} ms, steps at ×1, ×3, ×5; promised: within ${UP_MS} ms, after an outage within ${READY_MS} ms of ready`)
  const began = performance.now()
  const result = await climb({ folder: join(p.folder, 'jobs'), seed: p.seed, kills: p.rounds })
  const broken = brokenIn(result)
  for (const fault of broken.slice(0, FAULTS_SHOWN)) p.say(`  ${fault}`)
  p.say(figures(result))
  p.say(`${broken.length === 0 ? 'holds' : `${broken.length} faults`}, in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  let caught = true
  for (const { design, result: r, shown } of await Promise.all(runDesigns(p.folder, p.seed, DESIGN_KILLS))) {
    p.say(shown.length > 0 ? `caught: ${design}, ${r.kills.length} kills: ${r.lost.length} lost, ${r.doubled.length} doubled of ${r.due} (${shown[0]})` : `NOT CAUGHT: ${design}`)
    caught &&= shown.length > 0
  }
  return broken.length === 0 && caught
}

/** What happened, for people. */
function figures(r: ClimbResult): string {
  return [
    `  kills ${r.kills.length} (${counted(r.kills)}); ${r.lives} lives became ready; ${r.resent} commands said again`,
    `  orders ${r.orders}, steps that had to be taken ${r.due}, effects ${r.effects}: lost ${r.lost.length}, doubled ${r.doubled.length}, wrong ${r.wrong.length}, unlike what was shown ${r.unlike.length}, late ${r.late.length}`,
    `  late while up: ${spread(r.lateUp)}; until a client saw it: ${spread(r.lateSeen)}`,
    `  late after ready, of what fell due in an outage: ${spread(r.lateReady)}`,
  ].join('\n')
}

function counted(kills: readonly Kill[]): string {
  const of = (test: (k: Kill) => boolean) => kills.filter(test).length
  return `${of((k) => k.how === 'at random')} at random, ${of((k) => k.how === 'at a fail-point')} at fail-points, ${of((k) => k.how === 'while starting')} while starting; ${of((k) => k.database)} with the database`
}

/** Half, 95, 99 of a hundred, and the worst. */
export function spread(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return `${sorted.length} of p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, max ${at(1)} ms`
}
