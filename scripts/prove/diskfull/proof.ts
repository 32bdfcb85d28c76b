import type { Proof } from '../proof'
import { diceOf } from '../../../server/src/features/demo/dice'
import { mountsHere } from '../rig/disk'
import { fillUp, type FullResult } from './round'

const proof: Proof = {
  about: 'On a full disk nothing is acknowledged that is not kept, pictures go on, and it recovers by itself; a round is one disk that fills up.',
  rounds: 10,
  async run(p) {
    if (!mountsHere()) return false
    p.say(`diskfull: ${p.rounds} disks from seed ${p.seed}, by turns full for the tables and for the database's own log`)
    const results: FullResult[] = []
    for (let i = 0; i < p.rounds; i++) {
      const dice = diceOf(p.seed + i)
      const r = await fillUp(i % 2 === 0 ? 'tables' : 'wal', dice.between(2000, 10_000), `full-${p.seed + i}`)
      results.push(r)
      p.say(`  seed ${p.seed + i}, ${r.where}: ${r.acknowledged} acknowledged (${r.whileFull} while full), ${r.lost} lost, ${r.refused} refused, ${r.unanswered} of unknown outcome; said after ${Math.round(r.saidMs.probe)} ms (probe), ${Math.round(r.saidMs.screen)} ms (screen); recovered after ${Math.round(r.recoveredMs.command)} ms; slowest answer ${Math.round(r.slowestMs)} ms; ${r.frames} frames of positions meanwhile`)
      for (const f of r.faults) p.say(`    ${f}`)
    }
    const red = results.filter((r) => r.faults.length > 0)
    const worst = (of: (r: FullResult) => number) => Math.round(Math.max(...results.map(of)))
    p.say(`  ${results.length - red.length} of ${results.length} hold; worst: said ${worst((r) => Math.max(r.saidMs.probe, r.saidMs.screen))} ms, recovered ${worst((r) => r.recoveredMs.command)} ms, answer ${worst((r) => r.slowestMs)} ms`)
    const bug = await fillUp('tables', 1000, `bug-${p.seed}`, true)
    p.say(bug.lost > 0 ? `  caught: a failed commit counted as done (${bug.lost} of ${bug.acknowledged} acknowledged lost)` : '  NOT CAUGHT: a failed commit counted as done')
    return red.length === 0 && bug.lost > 0
  },
}
export default proof
