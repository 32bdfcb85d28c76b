import type { Mask } from '@liandong/shared/kernel/decider'
import { MASKS } from '@liandong/shared/kernel/decider'
import { engineOn } from '../../../server/src/engine/testing/bench'
import { differing, pictureHash } from '../rig/chronicle'
import { happen } from './acts'
import { GAP_MS } from './bounds'
import { Patience, type Times } from './patience'
import { Round, type RoundOptions, type Seat } from './round'

/** A dead line is noticed by silence and tried again with the longest wait between attempts. */
const BACK_MS = 15_000 + 1_000 + 10_000 + GAP_MS
/** For so long nobody may lack anything. */
const CALM_MS = 1_000
/** Random acts in a round. */
export const ACTS_PER_ROUND = 40

export interface RoundResult extends Times {
  seed: number
  faults: string[]
  acts: Record<string, number>
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

/** The picture of the node its line leads to. */
function isEqual(r: Round, s: Seat): boolean {
  const { engine } = r.nodes[s.node]!
  const { mirror } = s.viewer
  return mirror.epoch === engine.epoch && mirror.position === engine.position && mirror.hash === pictureHash(engine.documents, s.mask)
}

/** Heals the lines, sends half of the clients round again, and waits until everyone holds the server's picture. */
async function settle(r: Round): Promise<Times> {
  for (const s of r.seats) s.proxy.heal()
  r.sweep()
  for (const s of r.hurt) if (r.dice.chance(0.5)) s.viewer.reconnect()
  const healedAt = r.time.now()
  const patience = new Patience(healedAt, r.fault)
  let lacking: Seat[] = []
  let calmAt = healedAt
  // Commands under way over a line that just healed still move the server.
  while (r.time.now() - calmAt < CALM_MS && r.time.now() - healedAt < BACK_MS) {
    await r.time.pause(10)
    lacking = r.seats.filter((s) => !isEqual(r, s))
    for (const s of r.seats) patience.look(s, !lacking.includes(s), r.time.now())
    if (lacking.length > 0 || r.unanswered > 0) calmAt = r.time.now()
  }
  for (const s of lacking) r.fault(`${s.name} never came to the server's picture: at ${s.viewer.mirror.position} of ${r.nodes[s.node]!.engine.position}, ${s.viewer.connectedAt > healedAt ? 'reconnected' : 'not reconnected'}`)
  if (r.unanswered > 0) r.fault(`${r.unanswered} commands were never answered`)
  return patience.times
}

/** What the database says, read by an engine that was never there, must be what everyone holds. */
async function compareWithNewEngine(r: Round): Promise<void> {
  const fresh = engineOn(r.o.db, r.clock, 1)
  await fresh.open()
  for (const [i, { engine }] of r.nodes.entries()) {
    for (const mask of MASKS satisfies readonly Mask[]) {
      const other = differing(fresh.documents, engine.documents, mask)
      if (other.length > 0 || fresh.position !== engine.position) r.fault(`the database holds another picture for ${mask} than node ${i}: ${other.join(' ')}`)
    }
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
