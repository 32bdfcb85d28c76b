import type { Proof, ProofParts } from '../proof'
import { campaign } from './campaign'
import type { Verdict } from './check'
import { SEEDED_FAULTS, type SeededFault } from './seededFaults'
import { added, figures } from './say'

/** Kills of one database's life; then it is checked and a new one begins. */
const KILLS_PER_LIFE = 100
/** Kills that each seeded fault is given, and lives in which it must be caught. */
const KILLS_TO_CATCH = 8
const CAUGHT_WITHIN = 3

const proof: Proof = {
  about: 'What was acknowledged is on disk, whole and once, whenever and however the server is killed; a round is one kill.',
  rounds: 300,
  run: prove,
}
export default proof

async function prove(p: ProofParts): Promise<boolean> {
  p.say(`acknowledged: ${p.rounds} kills from seed ${p.seed}, half of them with the database's whole process group`)
  const began = performance.now()
  const verdicts: Verdict[] = []
  for (let from = 0; from < p.rounds; from += KILLS_PER_LIFE) {
    const seed = p.seed + from / KILLS_PER_LIFE
    const verdict = await campaign({ seed, from, kills: Math.min(KILLS_PER_LIFE, p.rounds - from), folder: p.folder })
    for (const f of verdict.faults.slice(0, 20)) p.say(`  seed ${seed}: ${f}`)
    verdicts.push(verdict)
  }
  const faults = verdicts.reduce((n, v) => n + v.faults.length, 0)
  for (const line of figures(added(verdicts))) p.say(`  ${line}`)
  p.say(`${faults} faults after ${p.rounds} kills, in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  let caught = true
  for (const [name, seeded] of Object.entries(SEEDED_FAULTS)) {
    const found = await firstRed(p.folder, p.seed, seeded)
    p.say(found ? `caught: ${name} (${found.kills} kills, ${found.faults.length} faults: ${kindsOf(found.faults)}; ${found.faults[0]})` : `NOT CAUGHT: ${name}`)
    caught &&= found !== null
  }
  return faults === 0 && caught
}

/** Kinds of faults and how often each. */
function kindsOf(faults: readonly string[]): string {
  const n = new Map<string, number>()
  for (const f of faults) n.set(f.split(':')[0]!, (n.get(f.split(':')[0]!) ?? 0) + 1)
  return [...n].map(([kind, times]) => `${kind} ${times}`).join(', ')
}

/** The first life in which a seeded fault was found guilty of what it does, with those faults first, or null. */
export async function firstRed(folder: string, seed: number, { nodeArgs, guilty }: SeededFault, kills = KILLS_TO_CATCH): Promise<{ kills: number; faults: string[] } | null> {
  for (let i = 0; i < CAUGHT_WITHIN; i++) {
    const { faults } = await campaign({ seed: seed + i, from: 0, kills, folder, nodeArgs })
    const proper = faults.filter((f) => f.startsWith(`${guilty}:`))
    if (proper.length > 0) return { kills, faults: [...proper, ...faults.filter((f) => !proper.includes(f))] }
  }
  return null
}
