import fc from 'fast-check'
import { diceOf } from '../../../../server/src/features/demo/dice'
import type { Fate, Way } from '../../rig/faultProxy'
import type { Seat, World } from './world'

/** Something that happens to the world, as data that can be shrunk and replayed. */
export type Act =
  | { kind: 'change'; node: number; count: number; seed: number }
  | { kind: 'say'; seat: number; ttlMs: number }
  | { kind: 'drop'; seat: number; how: 'cut' | 'black hole' | 'half open' }
  | { kind: 'stall'; seat: number; how: 'refused' | 'held up' | 'held down' | 'one way up' | 'one way down' | 'slow'; ms: number }
  | { kind: 'lose' | 'duplicate' | 'reorder'; seat: number; way: Way; count: number }
  | { kind: 'reconnect' | 'wake' | 'newcomer'; seat: number }
  | { kind: 'node switch'; seat: number; cut: boolean }
  | { kind: 'snapshot race'; seat: number; seed: number }
  | { kind: 'restart'; node: number; ms: number }
  | { kind: 'deaf bus'; ms: number }
  | { kind: 'hours pass' | 'backup' | 'epoch change' }

/** An act and how many ms go by before the next. */
export interface Step {
  act: Act
  thenMs: number
}

const seat = fc.nat(2), desk = fc.constantFrom(0, 2), node = fc.nat(1), seed = fc.noShrink(fc.nat(0x7fffffff)), one = fc.constant
const ms = (max: number) => fc.integer({ min: 50, max })

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: one('change' as const), node, count: fc.integer({ min: 1, max: 5 }), seed }) },
  { weight: 14, arbitrary: fc.record({ kind: one('say' as const), seat: desk, ttlMs: fc.constantFrom(60_000, 60_000, 8_000, 1_500) }) },
  { weight: 12, arbitrary: fc.record({ kind: one('drop' as const), seat, how: fc.constantFrom('cut' as const, 'black hole' as const, 'half open' as const) }) },
  { weight: 10, arbitrary: fc.record({ kind: one('stall' as const), seat, how: fc.constantFrom('refused' as const, 'held up' as const, 'held down' as const, 'one way up' as const, 'one way down' as const, 'slow' as const), ms: ms(12_000) }) },
  { weight: 18, arbitrary: fc.record({ kind: fc.constantFrom('lose' as const, 'duplicate' as const, 'reorder' as const), seat, way: fc.constantFrom('down' as const, 'down' as const, 'up' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constantFrom('reconnect' as const, 'wake' as const, 'newcomer' as const), seat }) },
  { weight: 8, arbitrary: fc.record({ kind: one('node switch' as const), seat, cut: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: one('snapshot race' as const), seat, seed }) },
  { weight: 4, arbitrary: fc.record({ kind: one('restart' as const), node, ms: ms(3_000) }) },
  { weight: 3, arbitrary: fc.record({ kind: one('deaf bus' as const), ms: ms(5_000) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('hours pass' as const, 'backup' as const, 'epoch change' as const) }) },
)

/** Up to forty acts with random waits between them. */
export const steps = (max: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ act, thenMs: fc.oneof({ weight: 3, arbitrary: one(0) }, { weight: 6, arbitrary: fc.nat(700) }, { weight: 1, arbitrary: fc.nat(14_000) }) }), { minLength: 1, maxLength: max, size: 'max' })

/**
 * Whether a message may be lost, doubled or overtaken by itself: pieces of snapshots, changes that move the position, answers, and
 * what a client says. A sweep doesn't move the position, so a lost one shows only at the next heartbeat's hash, and a greeting is
 * part of the connection; no transport of ours loses single messages.
 */
function isFairGame(way: Way, text: string): boolean {
  if (way === 'up') return text.startsWith('2')
  if (text.startsWith('2#snapshot') || text.startsWith('3')) return true
  const [, from, to] = /^2#changes\n\{"from":(\d+),"to":(\d+)/.exec(text) ?? []
  return from !== to
}

function tamper(w: World, s: Seat, way: Way, fate: Fate, count: number): void {
  let left = count
  if (way === 'up') {
    s.tamperedUp = true
    for (const said of w.said) if (said.viewer === s.viewer && said.answer === 'none') said.tampered = true
  }
  s.line.fate = (of, text) => (of === way && left > 0 && isFairGame(of, text) && left-- > 0 ? fate : 'pass')
}

function stall(w: World, s: Seat, how: (Act & { kind: 'stall' })['how'], forMs: number): void {
  const { line } = s
  const way: Way = how.endsWith('up') ? 'up' : 'down'
  const [begin, end]: [() => void, () => void] = {
    refused: [() => { line.refuses = true; line.cut() }, () => { line.refuses = false }],
    held: [() => line.held.add(way), () => line.release()],
    one: [() => { line.oneWay.add(way); line.blackHole(way) }, () => line.oneWay.delete(way)],
    slow: [() => { line.latency = [5, 400] }, () => { line.latency = [0.5, 6] }],
  }[how.split(' ')[0] as 'refused' | 'held' | 'one' | 'slow'] as [() => void, () => void]
  begin()
  w.time.after(forMs, end)
}

/** Somebody new sits down, and things change while the pieces of the first picture are on their way, the last piece overtaken. */
async function race(w: World, s: Seat, atSeed: number): Promise<void> {
  const dice = diceOf(atSeed)
  if (dice.chance(0.5)) w.newcomer(s)
  else s.viewer.reconnect()
  s.line.latency = [5, 60]
  const fate = dice.pick(['behind', 'behind', 'twice', 'drop'] as const)
  let left = 1
  s.line.fate = (way, text) => (way === 'down' && left > 0 && text.startsWith('2#snapshot') && text.includes('"last":true') && left-- > 0 ? fate : 'pass')
  for (let i = 0; i < 6; i++) {
    await w.change(dice.whole(0, 2), 1, dice)
    await w.time.pass(dice.between(5, 250))
  }
  s.line.latency = [0.5, 6]
}

/** Lets an act happen. What it begins may go on. */
export async function happen(w: World, a: Act): Promise<void> {
  const s = 'seat' in a ? w.seats[a.seat]! : w.seats[0]!
  switch (a.kind) {
    case 'change': return w.change(a.node, a.count, diceOf(a.seed))
    case 'say': return w.say(s, a.ttlMs)
    case 'drop': return a.how === 'cut' ? s.line.cut() : a.how === 'black hole' ? s.line.blackHole() : s.line.halfOpen()
    case 'stall': return stall(w, s, a.how, a.ms)
    case 'lose': return tamper(w, s, a.way, 'drop', a.count)
    case 'duplicate': return tamper(w, s, a.way, 'twice', a.count)
    case 'reorder': return tamper(w, s, a.way, 'behind', a.count)
    case 'reconnect': return s.viewer.reconnect()
    case 'wake': return s.viewer.wake()
    case 'newcomer': return w.newcomer(s)
    case 'node switch':
      s.node = 1 - s.node
      return a.cut ? s.line.cut() : s.viewer.reconnect()
    case 'snapshot race': return race(w, s, a.seed)
    case 'restart': return w.restart(a.node, a.ms)
    case 'deaf bus':
      w.bus.deaf = true
      w.time.after(a.ms, () => { w.bus.deaf = false })
      return
    case 'hours pass': return w.skipHours()
    case 'backup': return w.backUp()
    case 'epoch change': return w.restore()
  }
}
