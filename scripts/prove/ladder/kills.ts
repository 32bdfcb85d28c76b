import { setTimeout as pause } from 'node:timers/promises'
import type { Dice } from '../../../server/src/features/demo/dice'
import { FAIL_POINT_NAMES, type FailPointName } from '../../../server/src/platform/failPoint'
import type { ServerProcess } from '../rig/serverProcess'
import type { Life } from './checker'

/** How one life ends. */
export type Kill =
  | { how: 'at random'; afterMs: number; database: boolean }
  /** Before it is ready; `afterMs` counts from the start of the process. */
  | { how: 'while starting'; afterMs: number; database: boolean }
  | { how: 'at a fail-point'; point: FailPointName; pass: number; database: boolean }

/** Points a ladder passes: around its commits and its jobs. */
export const POINTS = FAIL_POINT_NAMES.filter((name) => /^(commit|job)\./.test(name))
/** A fail-point nobody comes by is no reason to live for ever. */
const LONGEST_MS = 3_000

/** A seeded kill: nearly half at fail-points, half with the database's processes. */
export function throwKill(dice: Dice): Kill {
  const database = dice.chance(0.5)
  const how = dice.weighted([['at random', 45], ['while starting', 10], ['at a fail-point', 45]] as const, ([, w]) => w)[0]
  if (how === 'at a fail-point') return { how, point: dice.pick(POINTS), pass: dice.whole(1, 20), database }
  return { how, afterMs: how === 'at random' ? dice.between(0, 2_500) : dice.between(50, 1_000), database }
}

/**
 * Starts the server and kills it as the throw says. Answers the life it had, or null when it was never ready. `ready` is called
 * when it is.
 */
export async function liveAndDie(server: ServerProcess, kill: Kill, ready: () => void): Promise<Life | null> {
  const starting = server.start(kill.how === 'at a fail-point' ? { FAIL_POINTS: `${kill.point}:kill@${kill.pass}` } : {})
    .then(() => true, () => false)
  if (kill.how === 'while starting') {
    await Promise.race([starting, pause(kill.afterMs)])
    await end(server, kill.database)
    await starting
    return null
  }
  if (!(await starting)) {
    // The pass it was to die at came before it was ready.
    await end(server, kill.database)
    return null
  }
  const readyAt = Date.now()
  ready()
  if (kill.how === 'at random') await pause(kill.afterMs)
  else await Promise.race([server.ended(), pause(LONGEST_MS)])
  const endedAt = Date.now()
  await end(server, kill.database)
  return { readyAt, endedAt }
}

const end = (server: ServerProcess, database: boolean): Promise<void> => (database ? server.killWithDatabase() : server.kill())
