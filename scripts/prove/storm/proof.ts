import { join } from 'node:path'
import type { Proof } from '../proof'
import { planted } from '../rig/planted'
import { storm, type Wave } from './storm'

const proof: Proof = {
  about: 'A thousand screens whose server was killed hold its picture again within 10 s of its return, without stopping it (one round: a hundred screens).',
  rounds: 10,
  async run({ seed, rounds, say }) {
    const began = performance.now()
    const r = await storm({ seed, clients: rounds * 100 })
    for (const w of r.waves) say(told(rounds * 100, w))
    for (const f of r.faults) say(`  ${f}`)
    say(`storm: ${rounds * 100} screens, seed ${seed}: ${r.faults.length} faults, ${((performance.now() - began) / 1000).toFixed(0)} s`)
    const red = await storm({ seed, clients: 300, server: planted(join(import.meta.dirname, 'withoutCache.ts')) })
    const found = red.faults.find((f) => f.includes('pictures were encoded'))
    say(found ? `caught: a server that encodes a picture for each screen (${found})` : 'NOT CAUGHT: a server that encodes a picture for each screen')
    return r.faults.length === 0 && found !== undefined
  },
}
export default proof

const told = (clients: number, w: Wave): string =>
  `  ${w.name}: ${clients} screens, ready in ${w.readyMs.toFixed(0)} ms, back after t50 ${w.t50} ms, t95 ${w.t95} ms, t100 ${w.t100} ms; longest stall ${w.stallMs.toFixed(0)} ms; `
  + `${w.snapshots} pictures encoded; ${w.commands.count} commands meanwhile, worst ${w.commands.worst.toFixed(0)} ms; clients' CPU ${(w.clientCpuMs / 1000).toFixed(1)} s`
