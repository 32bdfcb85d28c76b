import type { Proof, ProofParts } from '../proof'
import { leakInPage, leakInServer } from './leaks'
import { Soak } from './soak'
import { judge, PROMISED } from './verdict'

/** Twelve and a half hours: what ends is kept for twelve, so that from then on as much goes as comes. */
const PAST_MIN = 750
const RATE = 18
const EVERY_MIN = 6
/** Looks with leaks put in. */
const LEAKING = 5

const proof: Proof = {
  about: 'Two simulated hours of City-1 leave the wall and the server no larger than before: heap, nodes, listeners, handles. A round is six minutes and one look.',
  rounds: 21,
  run: prove,
}
export default proof

async function prove(p: ProofParts): Promise<boolean> {
  p.say(`soak: ${p.rounds} looks, one every ${EVERY_MIN} simulated minutes at ${RATE} × real time, seed ${p.seed}`)
  const began = performance.now()
  const soak = await Soak.open({ seed: p.seed, rate: RATE, pastMinutes: PAST_MIN, say: p.say })
  try {
    const verdict = judge(await soak.watch(p.rounds, EVERY_MIN), PROMISED)
    for (const f of verdict.figures) p.say(`  ${f}`)
    const faults = [...verdict.page, ...verdict.server, ...soak.wall.complaints]
    for (const f of faults) p.say(`  RED: ${f}`)
    p.say(`${faults.length === 0 ? 'holds' : 'does not hold'}, with ${soak.reconnects} reconnects, in ${Math.round((performance.now() - began) / 1000)} s`)
    await leakInPage(soak.wall.page)
    await leakInServer(soak.meter)
    const leaking = judge(await soak.watch(Math.min(LEAKING, p.rounds), EVERY_MIN), PROMISED)
    let caught = true
    for (const side of ['page', 'server'] as const) {
      p.say(leaking[side].length > 0 ? `caught: a leak in the ${side} (${leaking[side].join('; ')})` : `NOT CAUGHT: a leak in the ${side}`)
      caught &&= leaking[side].length > 0
    }
    return faults.length === 0 && caught
  } finally {
    await soak.close()
  }
}
