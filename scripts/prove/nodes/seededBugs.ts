import type { Mutation } from '../rig/mutant'
import type { Scenario } from './scenario'

/** A bug put into one or both of the built servers, and the scenario that must turn red with it. */
export interface SeededBug {
  name: string
  in: readonly ('A' | 'B')[]
  mutations: readonly Mutation[]
  scenario: string
}

const NO_POLL: Mutation = ['every(POLL_MS, () => others.poll());', '']
const NO_WAKE: Mutation = ['if (Number(new TextDecoder().decode(bytes)) > p.engine.position) poll();', '']
/** The head moves whoever writes, and a late row takes the place of the one that stood there. */
const ROWS = "select r.position, r.at, r.type, string_to_array(r.subjects, ' '), r.text, r.hash, r.command, r.digest, r.answer from moved, ${rows}"
const UNFENCED: Mutation[] = [
  ['where position = $1 and epoch = $4 returning position', 'where $1::bigint is not null and epoch = $4 returning position'],
  [ROWS, `${ROWS} on conflict (position) do update set text = excluded.text, hash = excluded.hash, command = excluded.command, digest = excluded.digest, answer = excluded.answer`],
]

/** A proof that stays green with one of these proves nothing. */
export const SEEDED_BUGS: readonly SeededBug[] = [
  { name: 'a bus that loses messages, and no poll behind it', in: ['A', 'B'], mutations: [NO_POLL], scenario: 'redis killed while A alone writes' },
  { name: 'a second node that follows nobody', in: ['B'], mutations: [NO_POLL, NO_WAKE], scenario: 'redis killed while A alone writes' },
  { name: 'commits without the compare-and-set of the head', in: ['A', 'B'], mutations: UNFENCED, scenario: 'redis emptied' },
  { name: 'a refusal from an old view', in: ['A', 'B'], mutations: [['if (await this.isBehind()) {', 'if (false) {']], scenario: 'redis killed' },
]

export const scenarioOf = (bug: SeededBug, all: readonly Scenario[]): Scenario => {
  const found = all.find((s) => s.name === bug.scenario)
  if (!found) throw new Error(`no scenario ${bug.scenario}`)
  return found
}
