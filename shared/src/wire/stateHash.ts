import type { Ref } from '../kernel/decider'

/** Two 32-bit lanes, so that the sum is exact in doubles and 64 bits wide. */
export type StateHash = [number, number]

export const EMPTY_HASH: StateHash = [0, 0]

/** Hash of one document: its reference and the exact text that was sent (cyrb53's two lanes). */
export function documentHash(r: Ref, json: string): StateHash {
  let a = 0xdeadbeef ^ r.length
  let b = 0x41c6ce57 ^ json.length
  for (let pass = 0; pass < 2; pass++) {
    const s = pass === 0 ? r : json
    for (let i = 0; i < s.length; i++) {
      const c = s.charCodeAt(i)
      a = Math.imul(a ^ c, 2654435761)
      b = Math.imul(b ^ c, 1597334677)
    }
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return [a >>> 0, b >>> 0]
}

/** Order-independent sum, so that adding and removing documents costs one hash each. */
export const addHash = (h: StateHash, d: StateHash): StateHash => [(h[0] + d[0]) >>> 0, (h[1] + d[1]) >>> 0]
export const subtractHash = (h: StateHash, d: StateHash): StateHash => [(h[0] - d[0]) >>> 0, (h[1] - d[1]) >>> 0]
export const hashText = (h: StateHash): string => h.map((n) => n.toString(16).padStart(8, '0')).join('')
