import type { Proof } from '../proof'
import { BUGS } from './bugs'
import { garbage, type GarbageResult } from './garbage'

const proof: Proof = {
  about: 'No garbage over the live wire or the doors of devices makes the server fall, grow or hang, and a screen beside it never notices (one round: a thousand packets).',
  rounds: 100,
  async run({ seed, rounds, say }) {
    const began = performance.now()
    const r = await garbage({ seed, packets: rounds * 1000 })
    say(told(seed, r, performance.now() - began))
    for (const f of r.faults) say(`  ${f}`)
    let caught = true
    for (const bug of BUGS) {
      const found = (await garbage({ seed, packets: 2000, server: bug.server })).faults.find((f) => bug.says.test(f))
      say(found ? `caught: ${bug.what} (${found})` : `NOT CAUGHT: ${bug.what}`)
      caught &&= found !== undefined
    }
    return r.faults.length === 0 && caught
  },
}
export default proof

function told(seed: number, r: GarbageResult, ms: number): string {
  const { witness: w } = r
  return [
    `garbage: ${r.packets} packets over ${r.connections} connections, ${r.attacks} attacks on frames, upgrades and limits, ${r.requests} requests of devices, from seed ${seed}: ${r.faults.length} faults, ${(ms / 1000).toFixed(0)} s`,
    `  refused by code: ${r.refused}`,
    `  connections ended: ${r.ended}; malformed device messages counted: ${r.malformed}`,
    `  memory ${r.rssMb.warm.toFixed(0)} MB warm, ${r.rssMb.end.toFixed(0)} MB at the end`,
    `  the screen beside it: ${w.commands} commands shown after p50 ${w.p50.toFixed(0)} ms, p99 ${w.p99.toFixed(0)} ms, worst ${w.worst.toFixed(0)} ms; hash equal ${w.equal} times`,
  ].join('\n')
}
