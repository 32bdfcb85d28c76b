import { mkdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { diceOf } from '../../../server/src/features/demo/dice'
import { serverProcess } from '../rig/serverProcess'
import { check, faultsOf, READY_MS, type Findings, type Life } from './checker'
import { Desk } from './desk'
import { installation, LADDER } from './installation'
import { throwKill, liveAndDie, type Kill } from './kills'
import { listen, type Listener } from './listener'
import { readLog } from './readLog'
import { Speaker } from './speaker'
import type { Design } from './designs'

export interface ClimbOptions {
  /** An empty folder any user may pass through. */
  folder: string
  seed: number
  kills: number
  /** A bad design to run instead of the server's own jobs. */
  design?: Design
  /** The kills after the first, where they aren't thrown. */
  kill?: (i: number) => Kill
  /** How many times the promised lateness is borne. */
  patience?: number
}

export interface ClimbResult extends Findings {
  /** Everything that breaks the promise besides what the findings name. */
  broken: string[]
  kills: Kill[]
  /** Lives that became ready. */
  lives: number
  resent: number
  orders: number
}

/** What breaks the promise in a climb, worst first. */
export const brokenIn = (r: ClimbResult): string[] => [...faultsOf(r), ...r.broken]

/** Orders are issued all the while, the server is killed and started again, and at the end every step is counted. */
export async function climb(o: ClimbOptions): Promise<ClimbResult> {
  const dice = diceOf(o.seed)
  mkdirSync(o.folder, { recursive: true })
  const place = await installation(o.folder, o.design !== undefined)
  const server = serverProcess({ demo: 'off', main: place.main, env: { LOG_LEVEL: 'fatal', ...(o.design ? { SEEDED_DESIGN: o.design } : {}) } })
  const lives: Life[] = []
  const kills: Kill[] = []
  const speaker = new Speaker(server)
  try {
    // The first life makes the database and takes the port that all others have; it always gets ready.
    let desk: Desk | undefined
    let listener: Listener | undefined
    const throws = dice.fork('kills')
    for (let i = 0; i < o.kills; i++) {
      const kill: Kill = i === 0 ? { how: 'at random', afterMs: LADDER[0]! + 500, database: false } : (o.kill?.(i) ?? throwKill(throws))
      kills.push(kill)
      const life = await liveAndDie(server, kill, () => {
        listener ??= listen(server, () => dice.next())
        listener.wake()
        desk ??= new Desk({ ...place, speaker, listener, dice: dice.fork('desk'), ladder: LADDER, answers: o.design === undefined })
      })
      if (life) lives.push(life)
    }
    await server.start()
    lives.push({ readyAt: Date.now(), endedAt: Infinity })
    if (!desk || !listener) throw new Error('the server was never ready')
    listener.wake()
    await desk.close()
    await pause(LADDER.at(-1)! + READY_MS)
    listener.stop()
    await server.stop()
    const { log, waiting } = await readLog(server.dataDir)
    const broken = [...listener.faults]
    if (waiting > 0) broken.push(`${waiting} steps still wait to be taken`)
    const logged = new Set(log.orders.map((x) => x.orderId))
    for (const id of desk.issued) if (!logged.has(id)) broken.push(`order ${id} was answered and is not in the log`)
    return { ...check(log, LADDER, lives, listener.seen, o.patience), broken, kills, lives: lives.length, resent: speaker.resent, orders: log.orders.length }
  } finally {
    speaker.stop()
    await server.killWithDatabase()
    await server.close()
  }
}
