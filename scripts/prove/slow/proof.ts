import { join } from 'node:path'
import type { Proof } from '../proof'
import { planted } from '../rig/planted'
import { slow, type SlowResult } from './slow'

const SCREENS = { healthy: 80, frozen: 6, narrow: 10 }

const proof: Proof = {
  about: 'Screens that stop reading are cut off at 1 MiB and come back by themselves; the others notice nothing (one round: a time without them and one with them).',
  rounds: 4,
  async run({ seed, rounds, say }) {
    const r = await slow({ ...SCREENS, seed, pairs: rounds, phaseMs: 10_000 })
    say(`slow: ${SCREENS.healthy} healthy, ${SCREENS.frozen} frozen, ${SCREENS.narrow} at 2 KB/s, ${rounds} pairs of 10 s, seed ${seed}: ${r.faults.length} faults`)
    say(told(r))
    for (const f of r.faults) say(`  ${f}`)
    const red = await slow({ ...SCREENS, seed, pairs: 1, phaseMs: 14_000, server: planted(join(import.meta.dirname, 'withoutBound.ts')) })
    const found = red.faults.find((f) => f.includes('bytes waited'))
    say(found ? `caught: a server without a bound on what waits (${found})` : 'NOT CAUGHT: a server without a bound on what waits')
    return r.faults.length === 0 && found !== undefined
  },
}
export default proof

const told = (r: SlowResult): string => [
  `  longest queue ${(r.longestQueue / 1024).toFixed(0)} KB, ${r.cut} cut off, ${r.skipped} position frames skipped; memory ${r.rss.before.toFixed(0)} → at most ${r.rss.most.toFixed(0)} MB; all back and equal ${r.backMs.toFixed(0)} ms after`,
  `  healthy screens, p99 without and with: ${r.p99.map((p) => `${p.without.toFixed(0)}/${p.with.toFixed(0)}`).join(', ')} ms`,
].join('\n')
