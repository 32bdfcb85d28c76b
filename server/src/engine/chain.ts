import * as crypto from 'node:crypto'
import type { LoggedEvent } from '@liandong/shared/kernel/decider'

/** Hash before the first event: of the log's seed, so that two histories never share a chain. */
export const genesis = (seed: string): string => sha256(`liandong:${seed}`)

/** In one call where Node has it (20.12): a hash object for each of three hashes a command is a tenth of its decision. */
export const sha256: (text: string) => string = typeof crypto.hash === 'function'
  ? (text) => crypto.hash('sha256', text, 'hex')
  : (text) => crypto.createHash('sha256').update(text).digest('hex')

/** The link of one event: over the previous link and the exact text that is stored. */
export const link = (previous: string, text: string): string => sha256(`${previous}\n${text}`)

/** The text of an event as it is stored and hashed. Field order is fixed here and nowhere else. */
export function eventText(e: LoggedEvent): string {
  const { position, at, type, v, subjects, data, actor, commandId, occurredAt } = e
  return JSON.stringify({ position, at, type, v, subjects, data, actor, commandId, ...(occurredAt === undefined ? {} : { occurredAt }) })
}

export interface LogRow {
  position: number
  at: number
  type: string
  subjects: string[]
  text: string
  hash: string
}

/** What is wrong with a log and where. */
export interface ChainFault {
  position: number
  fault: 'changed' | 'missing' | 'out-of-order' | 'tail-cut' | 'columns-differ' | 'anchor-differs'
}

/** What every chain of ours keeps of a link: its place, the exact text that was hashed and the hash. */
export interface ChainRow {
  position: number
  text: string
  hash: string
}

/** Whether the columns of an event still say what its text says. */
export function logAgrees(row: LogRow): boolean {
  const e = JSON.parse(row.text) as LoggedEvent
  return e.at === row.at && e.type === row.type && e.subjects.join(' ') === row.subjects.join(' ')
}

/**
 * Walks rows in order of position and names the first fault. A changed byte breaks its own link; swapped
 * rows carry another position inside their text; a cut tail shows against the head row, and against the
 * anchor written outside the database if the head was cut along with it. `agrees` compares a row's other
 * columns with its text, once the text is known to be the one that was hashed.
 */
export function createVerifier<R extends ChainRow>(seed: string, agrees: (row: R) => boolean) {
  let previous = genesis(seed)
  let position = 0
  return {
    next(row: R): ChainFault | null {
      const expected = position + 1
      if (row.position !== expected) return { position: expected, fault: 'missing' }
      const inside = readPosition(row.text)
      const hash = link(previous, row.text)
      if (inside !== null && inside !== row.position) return { position: row.position, fault: 'out-of-order' }
      if (hash !== row.hash) return { position: row.position, fault: 'changed' }
      if (!agrees(row)) return { position: row.position, fault: 'columns-differ' }
      previous = hash
      position = expected
      return null
    },
    /** After the last row: does it end where the head, and the anchor outside, say it ends? */
    end(head: { position: number; hash: string }, anchor?: { position: number; hash: string; seen?: string } | null): ChainFault | null {
      if (position < head.position) return { position: position + 1, fault: 'tail-cut' }
      if (position > head.position || previous !== head.hash) return { position: head.position, fault: 'changed' }
      if (anchor && anchor.position > position) return { position: position + 1, fault: 'tail-cut' }
      return null
    },
    position: () => position,
    hash: () => previous,
  }
}

function readPosition(text: string): number | null {
  const m = /^\{"position":(\d+),/.exec(text)
  return m ? Number(m[1]) : null
}
