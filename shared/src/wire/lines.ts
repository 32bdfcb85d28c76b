import type { Ref } from '../kernel/decider'

/**
 * Snapshot and changes travel as lines: the header's JSON, then one line per document.
 * `+ref<TAB>json` puts, `-ref` removes. JSON never holds a raw line break, so the client has the very
 * bytes the server hashed and needs no second encoding.
 */
export interface Lines<H> {
  header: H
  put: [Ref, string][]
  remove: Ref[]
}

export const putLine = (r: Ref, json: string): string => `\n+${r}\t${json}`
export const removeLine = (r: Ref): string => `\n-${r}`

/** Reads a message of lines. Throws on a line it doesn't know: the caller asks for a snapshot. */
export function readLines<H>(text: string): Lines<H> {
  const lines = text.split('\n')
  const out: Lines<H> = { header: JSON.parse(lines[0] ?? '') as H, put: [], remove: [] }
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!
    const tab = line.indexOf('\t')
    if (line.startsWith('+') && tab > 0) out.put.push([line.slice(1, tab) as Ref, line.slice(tab + 1)])
    else if (line.startsWith('-')) out.remove.push(line.slice(1) as Ref)
    else throw new Error(`line ${i} is neither put nor remove`)
  }
  return out
}
