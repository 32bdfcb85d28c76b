import { mutantOf } from '../rig/mutant'
import { CLOCK_FAULTS, faketime } from './clockFaults'
import { DATABASE_FAULTS } from './databaseFaults'
import { NODE_FAULTS } from './nodeFaults'
import { REDIS_FAULTS } from './redisFaults'
import { play, type Length, type Scenario, type ScenarioResult } from './scenario'
import { scenarioOf, type SeededBug } from './seededBugs'
import { Town, type TownOptions } from './town'

export type Ground = Pick<TownOptions, 'postgres' | 'redis'>

/** Everything that may go wrong between two nodes. The clocks are left out where libfaketime isn't installed. */
export const scenarios = (): Scenario[] => [...REDIS_FAULTS, ...DATABASE_FAULTS, ...NODE_FAULTS, ...(faketime() ? CLOCK_FAULTS : [])]

/** Plays scenarios one after the other in one town. */
export async function playAll(ground: Ground, seed: number, list: readonly Scenario[], length: Length, told: (r: ScenarioResult) => void = () => undefined): Promise<ScenarioResult[]> {
  const town = await Town.open({ ...ground, seed })
  const results: ScenarioResult[] = []
  try {
    for (const s of list) {
      const result = await play(town, s, length)
      results.push(result)
      told(result)
    }
  } finally {
    await town.close()
  }
  return results
}

/** Plays a bug's scenario in a town whose servers have it. Answers what was found; empty when it was not caught. */
export async function playBug(ground: Ground, seed: number, bug: SeededBug): Promise<string[]> {
  const mutant = mutantOf(bug.mutations)
  try {
    const town = await Town.open({ ...ground, seed, mains: Object.fromEntries(bug.in.map((name) => [name, mutant.main])) })
    try {
      return (await play(town, scenarioOf(bug, scenarios()), { full: false })).faults
    } catch (e) {
      // A broken chain ends the check itself.
      return [String(e)]
    } finally {
      await town.close()
    }
  } finally {
    mutant.remove()
  }
}
