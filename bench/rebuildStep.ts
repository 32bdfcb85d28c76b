import { KINDS } from '@liandong/shared/areas'
import { Followers } from '../server/src/engine/followers'
import { refold, verifyChain } from '../server/src/engine/rebuild'
import { phaseFollower } from '../server/src/features/order/phases'
import { newId } from '../server/src/platform/ids'
import { silentLog } from '../server/src/platform/log'
import { migrate } from '../server/src/platform/migrate'
import { openDatabase } from '../server/src/platform/postgres'
import { MIGRATIONS } from '../server/src/server'
import { fillLog } from './rebuildCopies'
import { writeDays } from './rebuildLog'

/** One step over a data folder in a process of its own, so that its memory is its own: `rebuildStep.ts STEP DATA_DIR DUMP COPIES`. */
export interface StepReport { result: number; seconds: number; cpuS: number; peakMb: number }

const [step, dataDir, dump, copies] = [process.argv[2]!, process.argv[3]!, process.argv[4]!, Number(process.argv[5])]

/** Days of the pack's city that are written through the door. */
const DAYS = 10

const STEPS: Record<string, () => Promise<StepReport>> = {
  write: () => timed(() => writeDays(dataDir, DAYS, dump, (text) => void process.stderr.write(`${text}\n`))),
  fill: () => onDatabase(async (pool) => {
    await migrate(pool, MIGRATIONS)
    return fillLog(pool, dump, copies, DAYS, newId())
  }),
  follow: () => onDatabase(async (pool) => {
    const followers = new Followers(pool, [phaseFollower], silentLog())
    followers.wake()
    await followers.idle()
    return followers.position(phaseFollower.name)
  }),
  verify: () => onDatabase(async (pool) => {
    const fault = await verifyChain(pool)
    if (fault) throw new Error(`the chain is broken: ${JSON.stringify(fault)}`)
    return (await pool.query<{ n: number }>('select position as n from head')).rows[0]!.n
  }),
  refold: () => onDatabase((pool) => refold(pool, new Map(KINDS.map((k) => [k.kind, k])))),
}

async function onDatabase(fn: (pool: Awaited<ReturnType<typeof openDatabase>>['pool']) => Promise<number>): Promise<StepReport> {
  const db = await openDatabase({ dataDir, log: silentLog() })
  try {
    return await timed(() => fn(db.pool))
  } finally {
    await db.stop()
  }
}

async function timed(fn: () => Promise<number>): Promise<StepReport> {
  const began = performance.now()
  const before = process.cpuUsage()
  const result = await fn()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (performance.now() - began) / 1000, cpuS: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 }
}

process.send!(await STEPS[step]!())
process.disconnect()
