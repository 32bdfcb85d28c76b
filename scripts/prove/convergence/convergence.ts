import type { Mask } from '@liandong/shared/kernel/decider'
import { MASKS } from '@liandong/shared/kernel/decider'
import { engineOn } from '../../../server/src/engine/testing/bench'
import { History } from '../rig/history'
import { happen } from './acts'
import { Round, type RoundOptions, type Seat } from './round'

/** After reconnecting, a picture must be the server's within this (wire ms). */
export const RECONNECTED_MS = 3_000
/** Without a reconnection a gap shows at the next heartbeat, and an unanswered wish is repeated once. */
export const GAP_MS = 5_000 + RECONNECTED_MS
/** A dead line is noticed by silence and tried again with the longest wait between attempts. */
const BACK_MS = 15_000 + 1_000 + 10_000 + GAP_MS
/** Random acts in a round. */
export const ACTS_PER_ROUND = 40

export interface RoundResult {
  seed: number
  faults: string[]
  acts: Record<string, number>
  /** Wire ms from the last greeting (or from the healing of the lines) to the server's picture, by how it came to it. */
  reconnected: number[]
  stayed: number[]
  counts: { documents: number; position: number; connections: number; snapshots: number; lost: number; doubled: number; reordered: number; said: number }
}

/**
 * One round: forty random acts, then the lines heal, half of the clients reconnect, and everyone must come to the server's
 * picture in time. On the way nobody may ever show a picture that never stood, or a document older than it had shown.
 */
export async function converge(o: RoundOptions): Promise<RoundResult> {
  const r = await Round.open(o)
  try {
    await happen(r, ACTS_PER_ROUND)
    const times = await settle(r)
    await compareWithNewEngine(r)
    await countCommands(r)
    const sum = (of: (s: Seat) => number) => r.seats.reduce((n, s) => n + of(s), 0)
    return {
      seed: o.seed, faults: r.faults, acts: r.acts, ...times,
      counts: {
        documents: r.engine.documents.size, position: r.engine.position, said: r.answered.size,
        connections: sum((s) => s.proxy.counts.connections), snapshots: sum((s) => s.viewer.snapshots),
        lost: sum((s) => s.proxy.counts.drop), doubled: sum((s) => s.proxy.counts.twice), reordered: sum((s) => s.proxy.counts.behind),
      },
    }
  } finally {
    await r.close()
  }
}

const isEqual = (r: Round, s: Seat): boolean =>
  s.viewer.mirror.epoch === r.engine.epoch && s.viewer.mirror.position === r.engine.position && s.viewer.mirror.hash === r.history.hash(r.engine.epoch, s.mask)

/** Heals the lines, sends half of the clients round again, and waits until everyone holds the server's picture. */
async function settle(r: Round): Promise<{ reconnected: number[]; stayed: number[] }> {
  for (const s of r.seats) s.proxy.heal()
  for (const s of r.hurt) if (r.dice.chance(0.5)) s.viewer.reconnect()
  const healedAt = r.time.now()
  const reconnected: number[] = []
  const stayed: number[] = []
  let waiting = [...r.seats]
  // Commands under way over a line that just healed still move the server.
  while ((waiting.length > 0 || r.unanswered > 0) && r.time.now() - healedAt < BACK_MS) {
    await r.time.pause(10)
    waiting = waiting.filter((s) => {
      if (!isEqual(r, s)) return true
      const cameBack = s.viewer.connectedAt > healedAt
      const took = r.time.now() - (cameBack ? s.viewer.connectedAt : healedAt)
      ;(cameBack ? reconnected : stayed).push(took)
      if (took > (cameBack ? RECONNECTED_MS : GAP_MS)) r.fault(`${s.name} was equal only ${Math.round(took)} ms after ${cameBack ? 'it reconnected' : 'the lines healed'}`)
      return false
    })
  }
  for (const s of waiting) r.fault(`${s.name} never came to the server's picture: at ${s.viewer.mirror.position} of ${r.engine.position}, ${s.viewer.connectedAt > healedAt ? 'reconnected' : 'not reconnected'}`)
  if (r.unanswered > 0) r.fault(`${r.unanswered} commands were never answered`)
  await r.time.pause(1_000)
  for (const s of r.seats) if (!waiting.includes(s) && !isEqual(r, s)) r.fault(`${s.name} left the server's picture again`)
  return { reconnected, stayed }
}

/** What the database says, read by an engine that was never there, must be what everyone holds. */
async function compareWithNewEngine(r: Round): Promise<void> {
  const fresh = engineOn(r.o.db, r.clock, 1)
  await fresh.open()
  const truth = new History()
  truth.opened(fresh.epoch, fresh.position, fresh.documents)
  for (const mask of MASKS satisfies readonly Mask[]) {
    const other = truth.differences(r.history, r.engine.epoch, mask)
    if (other.length > 0) r.fault(`the database holds another picture for ${mask} than the server: ${other.join(' ')}`)
  }
  await fresh.stop()
}

/** Everything said with a yes is in the log once; nothing is in it twice. */
async function countCommands(r: Round): Promise<void> {
  const rows = await r.o.db.pool.query<{ text: string }>("select text from log where type = 'IncidentReported'")
  const times = new Map<string, number>()
  for (const { text } of rows.rows) {
    const { commandId } = JSON.parse(text) as { commandId: string }
    times.set(commandId, (times.get(commandId) ?? 0) + 1)
  }
  for (const [id, n] of times) if (n > 1) r.fault(`command ${id} took effect ${n} times`)
  for (const [id, epoch] of r.answered) if (epoch === r.engine.epoch && !times.has(id)) r.fault(`command ${id} was answered with yes and is not in the log`)
}
