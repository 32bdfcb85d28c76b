import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** One line of a history: what happened, and when in the proof's own monotonic ms. */
export interface Entry {
  at: number
  what: string
}

/** A history as JSON lines, kept outside everything that is hurt. Each line is handed to the system before the next thing happens. */
export interface Journal<E extends Entry> {
  write(entry: DistributiveOmit<E, 'at'>): void
  close(): void
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** Begins a history in a new file. */
export function openJournal<E extends Entry>(path: string): Journal<E> {
  const fd = openSync(path, 'wx')
  return {
    write: (entry) => void writeSync(fd, `${JSON.stringify({ at: Math.round(performance.now() * 1000) / 1000, ...entry })}\n`),
    close: () => closeSync(fd),
  }
}

/** Reads a history back. */
export const readJournal = <E extends Entry>(path: string): E[] =>
  readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as E)
