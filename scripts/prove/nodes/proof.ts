import { redisHere } from '../../../server/src/platform/testing/redisServer'
import type { Proof, ProofParts } from '../proof'
import { faketime } from './clockFaults'
import { playAll, playBug, scenarios } from './nodes'
import type { ScenarioResult } from './scenario'
import { SEEDED_BUGS } from './seededBugs'
import { openGround } from './town'

const proof: Proof = {
  about: 'Two nodes on one database and one Redis stay one town whatever is killed, frozen, emptied or set wrong; a round is every fault once.',
  rounds: 1,
  run: prove,
}
export default proof

async function prove(p: ProofParts): Promise<boolean> {
  if (!redisHere() || !faketime()) {
    p.say('this proof needs redis-server and libfaketime')
    return false
  }
  const began = performance.now()
  const ground = await openGround(p.folder)
  const results: ScenarioResult[] = []
  let caught = true
  try {
    for (let i = 0; i < p.rounds; i++) {
      p.say(`nodes: ${scenarios().length} faults from seed ${p.seed + i}, two built servers, four screens, four callers, two feeds`)
      results.push(...(await playAll(ground, p.seed + i, scenarios(), { full: true }, (r) => tell(p, r))))
    }
    for (const bug of SEEDED_BUGS) {
      const found = await playBug(ground, p.seed, bug)
      p.say(found.length > 0 ? `caught: ${bug.name} (${found.length} faults, first: ${found[0]})` : `NOT CAUGHT: ${bug.name}`)
      caught &&= found.length > 0
    }
  } finally {
    await ground.close()
  }
  const red = results.filter((r) => r.faults.length > 0)
  const sum = (name: string) => results.reduce((n, r) => n + (r.figures[name] ?? 0), 0)
  p.say(`${results.length - red.length} of ${results.length} faults survived; ${sum('calls')} calls answered, ${sum('retold')} told twice or more, ${sum('steps')} steps of ladders, in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  return red.length === 0 && caught
}

function tell(p: ProofParts, r: ScenarioResult): void {
  p.say(`  ${r.faults.length === 0 ? 'holds' : 'RED'}: ${r.name}: ${Object.entries(r.figures).map(([name, n]) => `${name} ${n}`).join(', ')}`)
  for (const f of r.faults.slice(0, 10)) p.say(`    ${f}`)
}
