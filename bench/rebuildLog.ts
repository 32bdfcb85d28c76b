import { join } from 'node:path'
import type { Engine } from '../server/src/engine/engine'
import { Followers } from '../server/src/engine/followers'
import { planPastWeek } from '../server/src/features/demo/past'
import { writePlan } from '../server/src/features/demo/write'
import { phaseFollower } from '../server/src/features/order/phases'
import { installPack } from '../server/src/features/registry/installPack'
import { readPack } from '../server/src/packs/read'
import { scenarioClock } from '../server/src/platform/clock'
import { silentLog } from '../server/src/platform/log'
import { openDatabase } from '../server/src/platform/postgres'
import { openEngine } from '../scripts/prove/rig/ahead'
import { dumpLog } from './rebuildCopies'

const DAY_MS = 86_400_000
const SEED = 330_702
/** Commits between two looks at the log's length. */
const STRIDES_PER_SAY = 200

/**
 * Writes so many days of the pack's city, ending now, into an empty data folder: the demonstration's plan, command by command
 * through the real door (decided, folded, hashed and committed as in service), with the follower at
 * its heels. No job is fired: the plan takes an alert's steps itself. Dumps the log to a file and answers its length.
 */
export async function writeDays(dataDir: string, days: number, dump: string, say: (text: string) => void): Promise<number> {
  const db = await openDatabase({ dataDir, log: silentLog() })
  try {
    const pack = readPack(join(import.meta.dirname, '../server/src/packs'), 'wucheng')
    const to = Date.now()
    const clock = scenarioClock({ origin: to - days * DAY_MS, rate: 0.001 })
    const engine: Engine = await openEngine(db, clock)
    const submit = engine.submit.bind(engine)
    await installPack(pack.records, engine.read, submit, engine.position)
    const followers = new Followers(db.pool, [phaseFollower], silentLog())
    engine.onCommitted(() => followers.wake())
    let strides = 0
    await writePlan(planPastWeek(pack, SEED, to - days * DAY_MS, to), {
      submit: (c) => submit({ ...c, actor: { kind: 'person', id: 'bench', post: 'dutyOfficer' } }),
      recordAt(at) {
        clock.set({ origin: at, rate: 0.001 })
        engine.sweep()
        if (++strides % STRIDES_PER_SAY === 0) say(`  ${engine.position} events`)
      },
    })
    await followers.stop()
    await engine.stop()
    await dumpLog(db.pool, dump)
    return engine.position
  } finally {
    await db.stop()
  }
}
