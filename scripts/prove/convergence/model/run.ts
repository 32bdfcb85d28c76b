import fc from 'fast-check'
import pg from 'pg'
import { connectionTo, type Database } from '../../../../server/src/platform/postgres'
import { happen, steps, type Step } from './acts'
import type { Times } from '../patience'
import { compareWithNewEngine, countCommands, settle } from './settle'
import { World, type Bug } from './world'

/** Acts in a run, at most. */
export const STEPS = 40

/** What all runs together have done. */
export interface Sums extends Times {
  runs: number
  acts: Record<string, number>
  counts: Record<string, number>
}

export const noSums = (): Sums => ({ runs: 0, acts: {}, counts: {}, reconnected: [], stayed: [] })

export interface ModelOptions {
  db: Database
  /** A path that may be written, for backups. */
  file: string
  seed: number
  runs: number
  /** Replays one run: fast-check's own path through the tries and their shrinking. */
  path?: string
  bug?: Bug
  /** Whether a red run is made as small as can be before it is told. */
  shrink: boolean
  sums?: Sums
}

/** Null when every run held, else what the smallest red one says and how to see it again. */
export interface Red {
  seed: number
  path: string
  faults: string
  steps: Step[]
  shrinks: number
}

/** One run: the acts, the calm, and all that must hold then. Answers the faults. */
async function run(o: ModelOptions, db: Database, seed: number, acts: readonly Step[]): Promise<string[]> {
  const w = new World(db, o.file, seed, o.bug ?? {})
  await w.open()
  for (const { act, thenMs } of acts) {
    await happen(w, act)
    await w.time.pass(thenMs)
  }
  const times = await settle(w)
  await compareWithNewEngine(w, db)
  await countCommands(w, db)
  await w.close()
  if (o.sums) add(o.sums, w, acts, times)
  return w.faults
}

/** Runs the model so many times over fresh worlds on one database, each from its own throw of the seed. */
export async function model(o: ModelOptions): Promise<Red | null> {
  // Whether the disk has it is another proof's question; here it would only be waited for.
  const pool = new pg.Pool({ ...connectionTo(o.db.url), max: 8, options: '-c synchronous_commit=off' })
  pool.on('error', () => undefined)
  const db: Database = { ...o.db, pool }
  try {
    const property = fc.asyncProperty(fc.noShrink(fc.nat(0x7fffffff)), steps(STEPS), async (seed, acts) => {
      const faults = await run(o, db, seed, acts)
      if (faults.length > 0) throw new Error(faults.join('; '))
    })
    const d = await fc.check(property, { seed: o.seed, numRuns: o.runs, endOnFailure: !o.shrink, ...(o.path ? { path: o.path } : {}) })
    if (!d.failed) return null
    const { message } = (d.errorInstance ?? { message: 'interrupted' }) as Error
    return { seed: d.seed, path: d.counterexamplePath ?? '', faults: message, steps: d.counterexample?.[1] ?? [], shrinks: d.numShrinks }
  } finally {
    await pool.end()
  }
}

function add(s: Sums, w: World, acts: readonly Step[], times: Times): void {
  const more = (into: Record<string, number>, name: string, n = 1) => { into[name] = (into[name] ?? 0) + n }
  s.runs++
  for (const { act } of acts) more(s.acts, act.kind)
  for (const seat of w.seats) {
    for (const [name, n] of Object.entries(seat.line.counts)) more(s.counts, name, n)
    more(s.counts, 'snapshots', seat.viewer.snapshots)
  }
  for (const c of w.said) more(s.counts, `said: ${c.answer}`)
  s.reconnected.push(...times.reconnected)
  s.stayed.push(...times.stayed)
}
