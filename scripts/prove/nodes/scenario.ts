import { followed, markOf, settle, verify } from './checks'
import { pause, type Town } from './town'

/** How long things last: `full` holds the figures that are promised, `short` is for every day. */
export interface Length {
  full: boolean
}

/** One thing that goes wrong in a town that works. `run` lets it happen and puts it right again; calls go on meanwhile. */
export interface Scenario {
  name: string
  /** Whether both feeds reach a node all the while: then nobody may be said to be out of touch. */
  heard?: boolean
  /** Most ms a step of a ladder may be late; by default what a healthy town allows. */
  lateMs?: number
  /** Most ms until the other node's screens show a call. Absent: not promised here. */
  followMs?: number
  run(town: Town, length: Length): Promise<Record<string, number>>
}

export interface ScenarioResult {
  name: string
  faults: string[]
  /** Named figures, ms unless the name says otherwise. */
  figures: Record<string, number>
}

/** A step's lateness in a healthy town on a busy machine, ms. */
export const HEALTHY_LATE_MS = 5000
const BEFORE_MS = 1500
const AFTER_MS = 2000

const most = (ms: readonly number[]): number => Math.round(ms.length === 0 ? 0 : Math.max(...ms))
const middle = (ms: readonly number[]): number => Math.round([...ms].sort((a, b) => a - b)[ms.length >> 1] ?? 0)

/** Runs one scenario on a town and holds everything against the log afterwards. */
export async function play(town: Town, s: Scenario, length: Length): Promise<ScenarioResult> {
  await town.truth.follow()
  const mark = markOf(town)
  const since = performance.now()
  town.allowed.push({ from: mark.wall, lateMs: s.lateMs ?? HEALTHY_LATE_MS })
  town.calls.start()
  await pause(BEFORE_MS)
  const figures = await s.run(town, length)
  await pause(AFTER_MS)
  await town.calls.stop()
  figures.equal = Math.round(await settle(town))
  const { late, events, calls } = await verify(town, mark)
  const follow = followed(town, since)
  const retold = town.calls.answered.slice(mark.calls).filter((c) => c.tries > 1).length
  if (most(late) > (s.lateMs ?? HEALTHY_LATE_MS)) town.fault(`a step of a ladder was ${most(late)} ms late`)
  if (s.followMs !== undefined && most(follow) > s.followMs) town.fault(`a call was on the other node's screens only after ${most(follow)} ms`)
  if (s.heard) for (const e of town.truth.events.slice(mark.events)) if (e.type === 'UnitContactLost') town.fault(`${e.subjects[0]} was said to be out of touch while it was heard`)
  return {
    name: s.name, faults: town.faults.splice(0),
    figures: { calls, retold, events, steps: late.length, lateMiddle: middle(late), lateWorst: most(late), followMiddle: middle(follow), followWorst: most(follow), ...figures },
  }
}

/** Waits until something holds; a fault when it takes longer than promised. Answers the ms it took, from an instant on. */
export async function within(town: Town, what: string, since: number, ms: number, holds: () => boolean): Promise<number> {
  // Somewhat longer than promised, so that the figure says by how much it was missed.
  while (!holds() && performance.now() - since < ms * 4) await pause(20)
  const took = Math.round(performance.now() - since)
  if (!holds()) town.fault(`${what} did not come about within ${took} ms`)
  else if (took > ms) town.fault(`${what} took ${took} ms instead of ${ms}`)
  return took
}
