import type { Proof } from '../proof'
import { fuzz } from './fuzz'
import { BUGS } from './bugs'

const proof: Proof = {
  about: 'No door answers what its schema does not say, hangs or falls over, whatever is sent to it (one round: one request to each route and method).',
  rounds: 400,
  async run({ seed, rounds, folder, say }) {
    const began = performance.now()
    const r = await fuzz({ folder, seed, casesPerRoute: rounds })
    for (const f of r.faults) say(`  ${f.url}: ${f.what}`)
    say(`fuzz: ${r.cases} requests to ${r.routes} routes and methods from seed ${seed}: ${Object.entries(r.statuses).map(([s, n]) => `${s} ${n}`).join(', ')}; slowest ${Math.round(r.slowestMs)} ms; ${r.faults.length} faults; ${((performance.now() - began) / 1000).toFixed(1)} s`)
    const red = await fuzz({ folder, seed, casesPerRoute: 120, bugs: true })
    let caught = true
    for (const [url, bug] of Object.entries(BUGS)) {
      const found = red.faults.find((f) => f.url === url)
      say(found ? `caught: ${bug} (${found.what})` : `NOT CAUGHT: ${bug}`)
      caught &&= found !== undefined
    }
    return r.faults.length === 0 && caught
  },
}
export default proof
