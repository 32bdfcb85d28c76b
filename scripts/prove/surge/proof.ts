import { join } from 'node:path'
import type { Proof } from '../proof'
import { planted } from '../rig/planted'
import { LEVELS, surge, type Point } from './surge'

const proof: Proof = {
  about: 'However many positions come, they are shed first: acknowledgements and alerts stay within 2 s (one round: a second at each of eight levels).',
  rounds: 8,
  async run({ seed, rounds, say }) {
    const r = await surge({ seed, levelMs: rounds * 1000, levels: LEVELS })
    say(`surge: seed ${seed}, ${rounds} s a level; recovered ${r.recoveryMs.toFixed(0)} ms after; ${r.faults.length} faults`)
    for (const p of r.curve) say(told(p))
    for (const f of r.faults) say(`  ${f}`)
    const red = await surge({ seed, levelMs: 6000, levels: LEVELS.slice(-1), server: planted(join(import.meta.dirname, 'withoutShedding.ts')) })
    say(red.faults.length > 0 ? `caught: a server that never turns positions away (${red.faults[0]})` : 'NOT CAUGHT: a server that never turns positions away')
    return r.faults.length === 0 && red.faults.length > 0
  },
}
export default proof

export function told(p: Point): string {
  const per = (n: number) => Math.round(n / p.seconds).toLocaleString('en')
  return `  ${p.level}: offered ${per(p.offered)}/s, taken ${per(p.taken)}/s, shed ${per(p.shed)}/s; ${p.answers.count} answers p50 ${p.answers.p50.toFixed(0)} ms, p99 ${p.answers.p99.toFixed(0)} ms, worst ${p.answers.worst.toFixed(0)} ms; `
    + `${p.alerts.count} alerts, latest ${p.alerts.worst.toFixed(0)} ms late; slowest message ${p.worstMs.toFixed(0)} ms; longest stall ${p.stallMs.toFixed(0)} ms`
}
