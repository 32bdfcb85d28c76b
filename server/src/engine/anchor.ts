import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where heads are noted outside the database, so that a tail cut together with the head still shows: the log's and the audit's. */
const LOG_ANCHOR = 'log-anchor.jsonl'
export const AUDIT_ANCHOR = 'audit-anchor.jsonl'

export interface Anchor {
  position: number
  hash: string
  /** UTC milliseconds. */
  at: number
  /** After a restore: what was noted before is another history. */
  begins?: true
}

/** Appends the head as a line of its own, also after a torn one. Called at an interval and at a stop. */
export async function writeAnchor(dataDir: string, a: Anchor, file = LOG_ANCHOR): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  await appendFile(join(dataDir, file), `\n${JSON.stringify(a)}\n`)
}

/** The last anchor, or null where there is none. A torn line is passed over. */
export async function readAnchor(dataDir: string, file = LOG_ANCHOR): Promise<Anchor | null> {
  for (const line of (await linesOf(dataDir, file)).reverse()) {
    const anchor = parsed(line)
    if (anchor) return anchor
  }
  return null
}

/** All anchors of the history that runs, oldest first: those since the last restore. */
export async function readAnchors(dataDir: string, file = LOG_ANCHOR): Promise<Anchor[]> {
  const anchors: Anchor[] = []
  for (const line of await linesOf(dataDir, file)) {
    const anchor = parsed(line)
    if (anchor?.begins) anchors.length = 0
    if (anchor) anchors.push(anchor)
  }
  return anchors
}

const linesOf = async (dataDir: string, file: string) => (await readFile(join(dataDir, file), 'utf8').catch(() => '')).split('\n')

function parsed(line: string): Anchor | null {
  try {
    return line ? (JSON.parse(line) as Anchor) : null
  } catch {
    return null
  }
}
