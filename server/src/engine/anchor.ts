import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the log's head is noted outside the database, so that a tail cut together with the head still shows. */
const FILE = 'log-anchor.jsonl'

export interface Anchor {
  position: number
  hash: string
  /** UTC milliseconds. */
  at: number
}

/** Appends the head as a line of its own, also after a torn one. Called at an interval and at a stop. */
export async function writeAnchor(dataDir: string, a: Anchor): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  await appendFile(join(dataDir, FILE), `\n${JSON.stringify(a)}\n`)
}

/** The last anchor, or null where there is none. A torn line is passed over. */
export async function readAnchor(dataDir: string): Promise<Anchor | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => '')
  for (const line of text.split('\n').reverse()) {
    try {
      if (line) return JSON.parse(line) as Anchor
    } catch {
      continue
    }
  }
  return null
}
