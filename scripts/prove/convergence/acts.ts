import type { Round, Seat } from './round'
import type { Fate } from '../rig/faultProxy'
import { bustle, reportBody } from './town'

/** One thing that may happen, how often beside the others, and what it does. */
interface Act {
  name: string
  weight: number
  run(r: Round): Promise<void> | void
}

const anyone = (r: Round): Seat => r.dice.pick(r.hurt)

/**
 * Whether a message may be lost, doubled or overtaken: pieces of snapshots, and changes that move the position. A sweep doesn't
 * move it, so that a mirror learns of a lost one only from the next heartbeat's hash; no transport of ours loses single messages.
 */
function isFairGame(text: string): boolean {
  if (text.startsWith('42#snapshot')) return true
  const [, from, to] = /^42#changes\n\{"from":(\d+),"to":(\d+)/.exec(text) ?? []
  return from !== to
}

/** Tampers with the next few messages of somebody's line. */
function tamper(r: Round, fate: Fate): void {
  let left = r.dice.whole(1, 4)
  anyone(r).proxy.fate = (text) => (left > 0 && isFairGame(text) && left-- > 0 ? fate : 'pass')
}

/** The line is in this state for a while, wire milliseconds. */
function forAWhile(r: Round, longest: number, begin: (s: Seat) => void, end: (s: Seat) => void): void {
  const s = anyone(r)
  begin(s)
  r.time.after(r.dice.between(100, longest), () => end(s))
}

export const ACTS: readonly Act[] = [
  { name: 'change', weight: 30, run: (r) => bustle(r.anyEngine(), r.dice, r.dice.whole(1, 8)) },
  { name: 'say', weight: 8, run: (r) => { r.say(r.dice.pick(r.hurt.filter((s) => s.mask === 'desk')), 'ReportIncident', reportBody(r.dice)) } },
  { name: 'cut', weight: 6, run: (r) => anyone(r).proxy.cut() },
  { name: 'reset', weight: 5, run: (r) => anyone(r).proxy.reset() },
  { name: 'reconnect', weight: 4, run: (r) => anyone(r).viewer.reconnect() },
  { name: 'wake', weight: 2, run: (r) => anyone(r).viewer.wake() },
  { name: 'newcomer', weight: 4, run: async (r) => { r.newcomer(anyone(r)); await bustle(r.anyEngine(), r.dice, 3) } },
  { name: 'lost', weight: 7, run: (r) => tamper(r, 'drop') },
  { name: 'doubled', weight: 5, run: (r) => tamper(r, 'twice') },
  { name: 'reordered', weight: 5, run: (r) => tamper(r, 'behind') },
  { name: 'stall', weight: 4, run: (r) => forAWhile(r, 6_000, (s) => s.proxy.hold(r.dice.pick(['up', 'down'])), (s) => s.proxy.release()) },
  { name: 'slow', weight: 3, run: (r) => forAWhile(r, 4_000, (s) => { s.proxy.latencyMs = r.dice.between(5, 60) }, (s) => { s.proxy.latencyMs = 0 }) },
  { name: 'refused', weight: 3, run: (r) => forAWhile(r, 4_000, (s) => { s.proxy.closed = true; s.proxy.reset() }, (s) => { s.proxy.closed = false }) },
  { name: 'black hole', weight: 2, run: (r) => anyone(r).proxy.blackHole() },
  { name: 'half open', weight: 2, run: (r) => anyone(r).proxy.halfOpen() },
  { name: 'sweep', weight: 3, run: (r) => { r.clock.advance(13 * 3_600_000); r.sweep() } },
  { name: 'another node', weight: 5, run: (r) => r.toOtherNode(anyone(r)) },
  { name: 'restart', weight: 3, run: (r) => { const i = r.dice.whole(0, 2); return r.restart(i, () => (r.dice.chance(0.6) ? bustle(r.nodes[1 - i]!.engine, r.dice, 4) : Promise.resolve())) } },
  { name: 'jitter', weight: 2, run: (r) => forAWhile(r, 4_000, (s) => { s.proxy.latencyMs = 2; s.proxy.jitterMs = r.dice.between(5, 80) }, (s) => { s.proxy.latencyMs = s.proxy.jitterMs = 0 }) },
  { name: 'narrow', weight: 2, run: (r) => forAWhile(r, 4_000, (s) => { s.proxy.bandwidth.down = r.dice.between(50_000, 400_000) }, (s) => { s.proxy.bandwidth.down = 0 }) },
  { name: 'slices', weight: 2, run: (r) => forAWhile(r, 4_000, (s) => { s.proxy.sliceBytes = r.dice.whole(200, 1_500) }, (s) => { s.proxy.sliceBytes = 0 }) },
  { name: 'one way', weight: 2, run: (r) => forAWhile(r, 6_000, (s) => s.proxy.cutOneWay(r.dice.pick(['up', 'down'])), (s) => s.proxy.mendOneWay()) },
  { name: 'backup', weight: 2, run: (r) => r.backUp() },
  { name: 'restore', weight: 1.5, run: (r) => r.restore() },
]

/** Lets so many things happen, one after the other, with random waits between them. */
export async function happen(r: Round, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const act = r.dice.weighted(ACTS, (a) => a.weight)
    r.acts[act.name] = (r.acts[act.name] ?? 0) + 1
    await act.run(r)
    if (r.dice.chance(0.7)) await r.time.pause(r.dice.between(0, 600))
  }
}
