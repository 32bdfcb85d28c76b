import { join } from 'node:path'

const preload = (name: string): string[] => ['--import', join(import.meta.dirname, 'seeded', name)]

export interface SeededFault {
  /** What the server's Node is told before it starts. */
  nodeArgs: string[]
  /** What it must be found guilty of; any other fault beside it doesn't count as caught. */
  guilty: string
}

/** Bugs put in on purpose, each into the very server that is killed. */
export const SEEDED_FAULTS: Record<string, SeededFault> = {
  'a server that acknowledges before the commit is on disk': { nodeArgs: preload('acknowledgeFirst.mjs'), guilty: 'lost' },
  'a server that forgets the ids of commands': { nodeArgs: preload('forgetIds.mjs'), guilty: 'duplicate' },
  'a server that commits in two transactions': { nodeArgs: preload('twoTransactions.mjs'), guilty: 'states' },
}
