import type { Dice } from '../../../server/src/features/demo/dice'
import { FAIL_POINT_NAMES, type FailPointName } from '../../../server/src/platform/failPoint'
import type { KillPlace } from './entries'

export interface Kill {
  place: KillPlace
  withDatabase: boolean
}

/** Which pass of a fail-point strikes: the rarer it is passed, the sooner. */
const passes = (name: FailPointName, dice: Dice): number => {
  if (name.startsWith('job.')) return 1
  return name.startsWith('changes.') ? dice.whole(1, 6) : dice.whole(1, 25)
}

/**
 * The n-th kill of a plan (from 0): by time and at a fail-point in turn, some while it starts, every second one with the
 * database's whole process group. Twenty of them pass every fail-point once, forty once with and once without the database.
 */
export function killOf(n: number, dice: Dice): Kill {
  const withDatabase = n % 2 === 1
  if (n % 8 === 4 || n % 8 === 5) return { place: { kind: 'start', ms: Math.round(dice.between(100, 1_000)) }, withDatabase }
  if (n % 4 < 2) return { place: { kind: 'time', ms: Math.round(dice.between(20, 500)) }, withDatabase }
  const turn = Math.floor(n / 20)
  const name = FAIL_POINT_NAMES[((n >> 2) * 2 + (n % 2) + turn) % FAIL_POINT_NAMES.length]!
  return { place: { kind: 'point', name, pass: passes(name, dice) }, withDatabase }
}

/** What the server is told of it. */
export const armed = ({ place }: Kill): Record<string, string> => (place.kind === 'point' ? { FAIL_POINTS: `${place.name}:kill@${place.pass}` } : {})
