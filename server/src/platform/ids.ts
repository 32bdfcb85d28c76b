import { randomFillSync } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 16

/** Makes an id. Passed in wherever one is needed, so that tests can foretell it. */
export type NewId = () => string

/**
 * A fresh id: 16 letters and digits (95 bits of chance), fit for the shared `Id` pattern and for a URL.
 * It tells nothing: no time, no node, no order.
 */
export function newId(): string {
  let id = ''
  while (id.length < LENGTH) {
    const byte = chance()
    // 248 is the largest multiple of 62 in a byte: above it a character would be more likely than others.
    if (byte < 248) id += ALPHABET[byte % 62]
  }
  return id
}

/** Chance is drawn for two hundred ids at once: asking the system each time costs more than all the rest of an id. */
const drawn = new Uint8Array(4096)
let used = drawn.length

/** One byte of chance, never handed out twice. */
function chance(): number {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  return drawn[used++]!
}

/** The same shape of ids from a seed: equal seeds give equal sequences. For tests and seeded simulations only. */
export function seededIds(seed: number): NewId {
  let state = seed >>> 0
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  return () => Array.from({ length: LENGTH }, () => ALPHABET[next() % 62]).join('')
}
