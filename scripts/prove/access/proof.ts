import { redisServer } from '../../../server/src/platform/testing/redisServer'
import type { Proof } from '../proof'
import { mutantOf } from '../rig/mutant'
import { ownPostgres, type OwnPostgres } from '../rig/ownPostgres'
import { restMatrix } from './restMatrix'
import { revocation, REVOKED_MS } from './revocation'
import { SEEDED_LEAKS, type SeededLeak } from './seededLeaks'
import { socketMatrix } from './sockets'

/** Messages of one round. */
const PER_ROUND = 10_000
/** Tries of somebody else's case and of none, and how far their medians may lie apart. */
const TRIES = 200
const APART = 0.2

const proof: Proof = {
  about: 'Everybody is shown exactly what it may see, at every door, and a right taken away is gone within 5 s (one round: ten thousand messages of the wire).',
  rounds: 10,
  async run({ seed, rounds, folder, say }) {
    const began = performance.now()
    const postgres = await ownPostgres(`${folder}/ground`)
    const redis = await redisServer()
    try {
      await redis.start()
      const rest = await restMatrix({ postgres, folder, tries: TRIES })
      for (const w of rest.wrong) say(`  ${w}`)
      say(`  http: ${rest.doors} cells of doors, ${rest.files} of files and their fields, ${rest.commands} of commands; wrong cells ${rest.wrong.length}; somebody else's case against none ${rest.ratio.toFixed(3)} × in medians of ${TRIES}`)
      const wire = await socketMatrix({ postgres, folder, seed, messages: rounds * PER_ROUND, copies: 4 })
      for (const f of wire.faults) say(`  ${f}`)
      say(`  wire: ${wire.sockets} screens, ${wire.acts} commands of the town, ${wire.reconnects} reconnections; ${wire.messages} messages with ${wire.documents} documents and positions checked, leaked ${wire.leaked}; ${wire.commands} cells of commands; ${wire.faults.length} faults`)
      say(`  forbidden of what there was: ${Object.entries(wire.forbidden).map(([n, s]) => `${n} ${(100 * s).toFixed(0)} %`).join(', ')}`)
      const revoked = await revocation({ postgres, redis, folder })
      for (const f of revoked.faults) say(`  ${f}`)
      for (const [what, ms] of Object.entries(revoked.worst)) say(`  revoked, ${what}: ${Math.round(ms)} ms at worst`)
      let caught = true
      for (const leak of SEEDED_LEAKS) caught = (await caughtOf(leak, postgres, folder, seed, say)) && caught
      const fast = Math.max(...Object.values(revoked.worst)) <= REVOKED_MS && Math.abs(rest.ratio - 1) <= APART
      say(`access: seed ${seed}, ${((performance.now() - began) / 1000).toFixed(0)} s`)
      return rest.wrong.length + wire.faults.length + wire.leaked + revoked.faults.length === 0 && fast && caught
    } finally {
      await redis.kill()
      await postgres.stop()
    }
  },
}
export default proof

/** Whether the matrix of a leak turns red with it in. */
export async function caughtOf(leak: SeededLeak, postgres: OwnPostgres, folder: string, seed: number, say: (text: string) => void): Promise<boolean> {
  const mutant = mutantOf(leak.mutations)
  try {
    const found = leak.by === 'rest'
      ? (await restMatrix({ postgres, folder, tries: 2, main: mutant.main })).wrong[0]
      : (await socketMatrix({ postgres, folder, seed, messages: 30_000, copies: 3, main: mutant.main, untilLeak: true })).faults[0]
    say(found ? `caught: ${leak.name} (${found})` : `NOT CAUGHT: ${leak.name}`)
    return found !== undefined
  } finally {
    mutant.remove()
  }
}
