import { diceOf } from '../../../server/src/features/demo/dice'
import type { Proof, ProofParts } from '../proof'
import { mountsHere } from '../rig/disk'
import { installedBinaries } from './engines'
import { CutMachine, type CutResult } from './round'

/** So many rounds share a disk, so that cuts fall on what earlier cuts left. */
const ROUNDS_PER_DISK = 5
/** Each so many-th round writes long enough for the kernel to have written some of it back by itself. */
const LONG_EVERY = 5

const proof: Proof = {
  about: 'After a power cut the server opens unaided with everything it acknowledged; N rounds on each engine.',
  rounds: 20,
  async run(p) {
    if (!mountsHere()) return false
    const bin = installedBinaries()
    let holds = await prove(p, 'embedded', null)
    if (bin === null) {
      p.say('NO POSTGRESQL INSTALLED: the rounds on an installed one did not run, so this is not proved. Install postgresql (15 or later).')
      return false
    }
    holds = (await prove(p, 'installed', bin)) && holds
    return holds
  },
}
export default proof

async function prove(p: ProofParts, name: string, bin: string | null): Promise<boolean> {
  p.say(`powercut, ${name} PostgreSQL${bin ? ` (${bin})` : ''}: ${p.rounds} rounds of writing from seed ${p.seed}, and a cut in each first start`)
  const began = performance.now()
  const results: CutResult[] = []
  const tell = (seed: number, r: CutResult) => {
    results.push(r)
    p.say(`  seed ${seed}, ${r.what} ${(r.wroteMs / 1000).toFixed(1)} s: ${r.acknowledged} acknowledged, ${r.lost} lost, ${r.open} open of which ${r.openDone} done; ready in ${(r.readyMs / 1000).toFixed(1)} s; unsynced mark ${r.markLost ? 'lost' : 'kept'}`)
    for (const f of r.faults) p.say(`    ${f}`)
  }
  for (let i = 0; i < p.rounds; i += ROUNDS_PER_DISK) {
    const dice = diceOf(p.seed + i)
    const machine = await CutMachine.make(bin, dice, `${name}-${p.seed + i}`)
    try {
      tell(p.seed + i, await machine.cutFirstStart())
      for (let n = i; n < Math.min(p.rounds, i + ROUNDS_PER_DISK); n++) {
        tell(p.seed + n, await machine.cutWriting(n % LONG_EVERY === LONG_EVERY - 1 ? dice.between(40_000, 46_000) : dice.between(3000, 8000)))
        if (results.at(-1)!.faults.length > 0) break
      }
    } finally {
      await machine.remove()
    }
  }
  const red = results.filter((r) => r.faults.length > 0)
  const sum = (of: (r: CutResult) => number) => results.reduce((n, r) => n + of(r), 0)
  const ready = results.map((r) => r.readyMs).sort((a, b) => a - b)
  p.say(`  ${results.length - red.length} of ${results.length} cuts hold; ${sum((r) => r.acknowledged)} acknowledged, ${sum((r) => r.lost)} lost; ${sum((r) => r.open)} open, ${sum((r) => r.openDone)} of them done; ready median ${(ready[ready.length >> 1]! / 1000).toFixed(1)} s, worst ${(ready.at(-1)! / 1000).toFixed(1)} s; unsynced mark lost in ${sum((r) => Number(r.markLost))}; ${((performance.now() - began) / 1000).toFixed(0)} s`)
  // A rig whose cuts cut nothing would be green for ever.
  const cuts = results.some((r) => r.markLost)
  if (!cuts) p.say('  NOT A CUT: what was never synced was always there')
  return red.length === 0 && cuts && (await caught(p, name, bin))
}

async function caught(p: ProofParts, name: string, bin: string | null): Promise<boolean> {
  const machine = await CutMachine.make(bin, diceOf(p.seed), `${name}-bug`)
  try {
    const r = await machine.cutWriting(3000, true)
    const bug = bin ? 'fsync = off' : 'synchronous_commit = off'
    // A database that does not open at all has lost them too.
    const isCaught = r.lost > 0 || r.faults.some((f) => f.startsWith('it does not open'))
    p.say(isCaught ? `  caught: ${bug} (${r.lost > 0 ? `${r.lost} of ${r.acknowledged} acknowledged lost` : r.faults[0]})` : `  NOT CAUGHT: ${bug}`)
    return isCaught
  } finally {
    await machine.remove()
  }
}
