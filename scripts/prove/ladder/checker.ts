/** Chronos' way of checking: each step that falls due is matched to exactly one effect; what is over is doubled, what is missing lost. */

/** While the server is up a step takes effect within this of being due (ms). */
export const UP_MS = 1_000
/** What fell due while it was down takes effect within this of its being ready again (ms). */
export const READY_MS = 2_000

/** The database's clock says that a step is due, the node's own stamps it: they may differ by this (ms). */
const CLOCKS_MS = 20

/** One stretch in which the server was ready, in UTC ms of the machine that kills it. */
export interface Life {
  readyAt: number
  /** Infinity while it lasts. */
  endedAt: number
}

/** What the database's log says, oldest first. */
export interface Logged {
  orders: { orderId: string; at: number; position: number }[]
  steps: { orderId: string; step: number; at: number; position: number }[]
  /** Answers that end an order's ladder: to the order, or to its alert. */
  ends: { orderId: string; at: number; position: number }[]
}

/** What a client saw while it listened: `order step` → when first (UTC ms). */
export type Seen = ReadonlyMap<string, number>

export interface Findings {
  /** Steps that had to take effect, or did. */
  due: number
  effects: number
  lost: string[]
  doubled: string[]
  /** Taken after the answer's commit, before they were due, or never asked for by anybody. */
  wrong: string[]
  late: string[]
  /** Shown to the client and not in the log, or in the log and never shown. */
  unlike: string[]
  /** ms from due to the effect, where both fell into one life. */
  lateUp: number[]
  /** ms from ready to the effect of what had fallen due before. */
  lateReady: number[]
  /** ms from due until the client saw it, of the first kind. */
  lateSeen: number[]
}

const key = (orderId: string, step: number): string => `${orderId} ${step}`

/**
 * Until when a step that is due then must have taken effect, through however many lives that were too short for it.
 * @param patience how many times the promised bounds; over 1 only where other work shares the machine
 */
export function deadline(due: number, lives: readonly Life[], patience = 1): number {
  for (const life of lives) {
    if (life.endedAt <= due) continue
    const last = Math.max(due + UP_MS * patience, due >= life.readyAt ? 0 : life.readyAt + READY_MS * patience)
    if (last < life.endedAt) return last
  }
  return Infinity
}

/** @param ladder ms from the issue to each step, as the district's policy says and not as the orders say */
export function check(log: Logged, ladder: readonly number[], lives: readonly Life[], seen: Seen, patience = 1): Findings {
  const f: Findings = { due: 0, effects: log.steps.length, lost: [], doubled: [], wrong: [], late: [], unlike: [], lateUp: [], lateReady: [], lateSeen: [] }
  const taken = new Map<string, Logged['steps']>()
  for (const s of log.steps) taken.set(key(s.orderId, s.step), [...(taken.get(key(s.orderId, s.step)) ?? []), s])
  const ends = new Map<string, Logged['ends'][number]>()
  for (const e of log.ends) if (!ends.has(e.orderId)) ends.set(e.orderId, e)
  for (const o of log.orders) {
    const end = ends.get(o.orderId)
    ladder.forEach((afterMs, i) => {
      const name = key(o.orderId, i + 1)
      const due = o.at + afterMs
      const effects = taken.get(name) ?? []
      taken.delete(name)
      if (effects.length > 1) f.doubled.push(`${name} took effect ${effects.length} times`)
      const [effect] = effects
      // Answered before the step had to be taken: it may be missing.
      const last = deadline(due, lives, patience)
      if (!effect) return end && end.at <= last ? undefined : void (f.due++, f.lost.push(`${name}, due at ${due}, never took effect`))
      f.due++
      if (end && effects.some((e) => e.position > end.position)) f.wrong.push(`${name} was taken after the order was answered`)
      if (effect.at < due - CLOCKS_MS) f.wrong.push(`${name} was taken ${due - effect.at} ms before it was due`)
      if (effect.at > last) f.late.push(`${name} was taken ${effect.at - last} ms later than it had to be`)
      measure(f, due, effect.at, lives, seen.get(name))
    })
  }
  for (const name of taken.keys()) f.wrong.push(`${name} is a step nobody's order has`)
  const inLog = new Set(log.steps.map((s) => key(s.orderId, s.step)))
  for (const name of seen.keys()) if (!inLog.has(name)) f.unlike.push(`${name} was shown and is not in the log`)
  for (const name of inLog) if (!seen.has(name)) f.unlike.push(`${name} is in the log and was never shown`)
  return f
}

function measure(f: Findings, due: number, at: number, lives: readonly Life[], seenAt: number | undefined): void {
  const life = lives.findLast((l) => l.readyAt <= at)
  // Between the first job and the first "ready" lie some milliseconds: those count as none.
  if (!life || at >= life.endedAt) return void f.lateReady.push(0)
  if (due < life.readyAt) return void f.lateReady.push(at - life.readyAt)
  f.lateUp.push(at - due)
  if (seenAt !== undefined && seenAt < life.endedAt) f.lateSeen.push(seenAt - due)
}

/** Whatever breaks the promise, worst first. */
export const faultsOf = (f: Findings): string[] => [...f.doubled, ...f.lost, ...f.wrong, ...f.unlike, ...f.late]
