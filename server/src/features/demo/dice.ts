/**
 * Seeded chance: the same seed gives the same throws on every machine, so a simulated day can be told again.
 * 32-bit mulberry generator; not for anything secret.
 */
export interface Dice {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, low ≤ x < high. */
  whole(low: number, high: number): number
  /** low ≤ x < high. */
  between(low: number, high: number): number
  /** True with this probability. */
  chance(p: number): boolean
  /** One of a list that isn't empty. */
  pick<T>(list: readonly T[]): T
  /** One of a list by weight; weights of 0 are never picked. */
  weighted<T>(list: readonly T[], weight: (t: T) => number): T
  /** Standard normal (Box–Muller). */
  normal(): number
  /** Waiting time with this mean. */
  exponential(mean: number): number
  /** Own dice for a part, so that one part's throws don't move another's. */
  fork(name: string): Dice
}

/** A 32-bit hash of a text (FNV-1a). */
export function hashOf(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Dice from a seed: a number or a text. */
export function diceOf(seed: number | string): Dice {
  const origin = typeof seed === 'number' ? seed >>> 0 : hashOf(seed)
  let state = origin
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low))
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    chance: (p) => next() < p,
    pick: (list) => {
      if (list.length === 0) throw new Error('dice: nothing to pick from')
      return list[whole(0, list.length)]!
    },
    weighted: (list, weight) => pickWeighted(list, weight, next()),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    exponential: (mean) => -mean * Math.log(1 - next()),
    fork: (name) => diceOf(`${origin}/${name}`),
  }
}

function pickWeighted<T>(list: readonly T[], weight: (t: T) => number, throwOf1: number): T {
  let total = 0
  for (const t of list) total += weight(t)
  if (!(total > 0)) throw new Error('dice: no weight to pick by')
  let left = throwOf1 * total
  for (const t of list) {
    left -= weight(t)
    if (left < 0) return t
  }
  return list.findLast((t) => weight(t) > 0)!
}
