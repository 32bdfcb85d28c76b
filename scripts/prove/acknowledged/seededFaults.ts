import { join } from 'node:path'

const preload = (name: string): string[] => ['--import', join(import.meta.dirname, 'seeded', name)]

/** Bugs put in on purpose, each into the very server that is killed: what its Node is told before it starts. */
export const SEEDED_FAULTS: Record<string, string[]> = {
  'a server that acknowledges before the commit is on disk': preload('acknowledgeFirst.mjs'),
  'a server that forgets the ids of commands': preload('forgetIds.mjs'),
  'a server that commits in two transactions': preload('twoTransactions.mjs'),
}
