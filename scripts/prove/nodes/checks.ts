import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import type { AlertEscalated, AlertRaised } from '@liandong/shared/alert/alert'
import type { OrderIssued } from '@liandong/shared/order/order'
import { Screen } from './screen'
import { pause, type Town } from './town'

/** Everybody must hold the same picture within this of the end of the calls. */
export const EQUAL_MS = 5000
/** Nodes of one machine: what their clocks may differ by. */
const CLOCK_MS = 2000
/** A step may be taken by a clock that is ahead by this much. */
const EARLY_MS = 250
const CLEARS = new Set(['OrderAcknowledged', 'OrderDeclined', 'OrderRecalled', 'OrderExpired', 'OrderDone'])

/** Where the last check left off: each looks at what came since. */
export interface Mark {
  events: number
  calls: number
  wall: number
  shown: Map<Screen, number>
}

export const markOf = (town: Town): Mark => ({
  events: town.truth.events.length, calls: town.calls.answered.length, wall: Date.now(),
  shown: new Map(town.screens.map((s) => [s, Math.max(0, s.shown.length - 1)])),
})

/** Waits until every screen and both nodes stand where the log ends, with its picture. Answers ms since the last call was answered. */
export async function settle(town: Town, within = EQUAL_MS): Promise<number> {
  const began = performance.now()
  for (;;) {
    await town.truth.follow()
    const off = town.screens.filter((s) => s.mirror.position !== town.truth.position || !town.truth.holds(s.mask, s.mirror.position, s.mirror.hash))
    const took = performance.now() - began
    if (off.length === 0) return took
    if (took > within) {
      for (const s of off) town.fault(`${s.name} stands at ${s.mirror.position} of ${town.truth.position}${s.mirror.position === town.truth.position ? ' with another picture' : ''}, ${Math.round(took)} ms after the last call`)
      return took
    }
    await pause(20)
  }
}

/** Holds what was shown, said and stored since the mark against the log. Answers the lateness of every step of a ladder, ms. */
export async function verify(town: Town, mark: Mark): Promise<{ late: number[]; events: number; calls: number }> {
  await picturesStood(town, mark)
  for (const ref of await town.truth.againstStates()) town.fault(`the states on disk differ from the log in ${ref}`)
  await newcomers(town)
  countEffects(town, mark)
  for (const e of town.truth.events.slice(mark.events)) {
    if (e.at < mark.wall - 60_000 - CLOCK_MS || e.at > Date.now() + CLOCK_MS) town.fault(`event ${e.position} says it happened ${e.at - Date.now()} ms from now`)
  }
  return { late: ladders(town, mark), events: town.truth.events.length - mark.events, calls: town.calls.answered.length - mark.calls }
}

async function picturesStood(town: Town, mark: Mark): Promise<void> {
  await town.truth.follow()
  for (const s of town.screens) {
    for (const p of s.shown.slice(mark.shown.get(s) ?? 0)) {
      if (p.epoch !== town.truth.epoch || !town.truth.holds(s.mask, p.position, p.hash)) town.fault(`${s.name} showed at ${p.position} a picture that never stood`)
    }
  }
}

/** A screen that comes now gets from each node what the log says. */
async function newcomers(town: Town): Promise<void> {
  for (const n of town.nodes) {
    for (const mask of ['wall', 'desk'] as const) {
      const s = await Screen.open(`a new ${mask} at ${n.name}`, mask, n.server, () => 0)
      const late = performance.now() + EQUAL_MS
      const isEqual = () => s.mirror.position === town.truth.position && town.truth.holds(mask, s.mirror.position, s.mirror.hash)
      while (!isEqual() && performance.now() < late) {
        await pause(20)
        await town.truth.follow()
      }
      if (!isEqual()) town.fault(`${s.name} gets another picture than the log's`)
      await s.close()
    }
  }
}

/** What was answered with yes is in the log once and in one piece; nothing anybody said happened twice. */
function countEffects(town: Town, mark: Mark): void {
  const positions = new Map<string, number[]>()
  const places = new Map<string, number>()
  for (const e of town.truth.events) {
    positions.set(e.commandId, [...(positions.get(e.commandId) ?? []), e.position])
    if (e.type !== 'IncidentReported') continue
    const { placeText } = e.data as { placeText: string }
    places.set(placeText, (places.get(placeText) ?? 0) + 1)
  }
  for (const c of town.calls.answered.slice(mark.calls)) {
    const at = positions.get(c.id)
    if (c.answer.ok && (!at || at.at(-1) !== c.answer.position)) town.fault(`${c.type} ${c.id} was answered with position ${c.answer.position} and the log has it ${at ? `at ${at.join(' ')}` : 'nowhere'}`)
  }
  for (const [id, at] of positions) if (at.at(-1)! - at[0]! !== at.length - 1) town.fault(`command ${id} lies in pieces: ${at.join(' ')}`)
  for (const [place, n] of places) if (n > 1) town.fault(`${place} was reported ${n} times`)
}

const orderOf = (e: LoggedEvent): string => (e.data as { orderId: string }).orderId

/** Every order that nobody answered climbed every step that was due, once, and not before its time. */
function ladders(town: Town, mark: Mark): number[] {
  const [ended, taken, late] = [new Map<string, number>(), new Map<string, number>(), [] as number[]]
  const dueOf = new Map<string, number>()
  for (const [i, e] of town.truth.events.entries()) {
    if (e.type === 'OrderIssued') {
      const d = e.data as OrderIssued
      for (const [k, s] of d.ladder.entries()) dueOf.set(`${d.orderId} step ${k + 1}`, e.at + s.afterMs)
    }
    if (CLEARS.has(e.type) && !ended.has(orderOf(e))) ended.set(orderOf(e), e.at)
    if (e.type !== 'AlertRaised' && e.type !== 'AlertEscalated') continue
    const d = e.data as AlertRaised | AlertEscalated
    const step = `${d.orderId} step ${d.taken.step}`
    if (taken.has(step)) town.fault(`${step} was taken twice`)
    taken.set(step, e.at)
    if (i < mark.events) continue
    const due = dueOf.get(step) ?? Infinity
    late.push(e.at - due)
    if (e.at < due - EARLY_MS) town.fault(`${step} was taken ${Math.round(due - e.at)} ms early`)
  }
  const asOf = town.truth.events.at(-1)?.at ?? 0
  for (const e of town.truth.events) {
    if (e.type !== 'OrderIssued') continue
    const d = e.data as OrderIssued
    for (const [i, s] of d.ladder.entries()) {
      const due = e.at + s.afterMs
      const step = `${d.orderId} step ${i + 1}`
      const late = town.allowed.findLast((a) => a.from <= due)?.lateMs ?? EQUAL_MS
      if (due < asOf - late && (ended.get(d.orderId) ?? Infinity) > due + late && !taken.has(step)) town.fault(`${step} was never taken, ${asOf - due} ms after it was due`)
    }
  }
  return late
}

/** ms from the answer of each call to the moment every screen of the other node showed it; only calls answered at once, since an instant. */
export function followed(town: Town, since: number): number[] {
  return town.calls.answered.flatMap((c) => {
    if (c.t < since || c.tries > 1 || c.node < 0 || !c.answer.ok || c.answer.replayed) return []
    const { position } = c.answer
    return town.nodes[1 - c.node]!.screens.map((s) => Math.max(0, (s.reached(position) ?? Infinity) - c.answeredAt))
  })
}
