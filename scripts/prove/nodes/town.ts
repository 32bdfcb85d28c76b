import { join } from 'node:path'
import { diceOf, type Dice } from '../../../server/src/features/demo/dice'
import { silentLog } from '../../../server/src/platform/log'
import { migrate } from '../../../server/src/platform/migrate'
import { openDatabase, type Database } from '../../../server/src/platform/postgres'
import { redisServer, type RedisServer } from '../../../server/src/platform/testing/redisServer'
import { MIGRATIONS } from '../../../server/src/server'
import { ownPostgres, type OwnPostgres } from '../rig/ownPostgres'
import { seatAhead } from '../rig/seatAhead'
import { serverProcess, type ServerProcess } from '../rig/serverProcess'
import { Calls } from './calls'
import { Fleet } from './fleet'
import { admitFeeds, fillRegisters } from './register'
import { Screen } from './screen'
import { Truth } from './truth'
import { Watch } from './watch'

/** One of the two servers, the screens before it, and what its `/readyz` said. */
export interface TownNode {
  name: 'A' | 'B'
  server: ServerProcess
  screens: Screen[]
  watch: Watch
  /** More for its environment from the next start on. */
  env: Record<string, string>
}

export interface TownOptions {
  postgres: OwnPostgres
  redis: RedisServer
  seed: number
  /** The built server of each node, where one of them is a mutant. */
  mains?: Partial<Record<'A' | 'B', string>>
}

/** Nodes of one database seal with the same key. It keeps nothing: the town's callers are made up. */
export const SEALING_KEY = Buffer.alloc(32, 'town').toString('base64')

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Two servers on one PostgreSQL and one Redis, a wall and a desk before each, callers and feeds: a town that works. */
export class Town {
  readonly faults: string[] = []
  /** From when on how late a step may be: an answer that comes meanwhile ends its ladder rightly. */
  readonly allowed: { from: number; lateMs: number }[] = []
  readonly dice: Dice
  readonly calls: Calls
  readonly fleet: Fleet
  readonly truth: Truth

  private constructor(readonly o: TownOptions, readonly db: Database, readonly url: string, readonly nodes: readonly [TownNode, TownNode]) {
    this.dice = diceOf(o.seed)
    this.calls = new Calls(this)
    this.fleet = new Fleet(this)
    this.truth = new Truth(db)
  }

  static async open(o: TownOptions): Promise<Town> {
    const url = await o.postgres.create(`town_${o.seed}_${Date.now()}`)
    const db = await openDatabase({ databaseUrl: url, dataDir: '', log: silentLog() })
    await migrate(db.pool, MIGRATIONS)
    await admitFeeds(db)
    // One for both nodes, before either runs.
    const cookie = await seatAhead({ dataDir: '', databaseUrl: url })
    const node = (name: 'A' | 'B'): TownNode => {
      // What a broken database makes them say fills screens and proves nothing.
      const [main, env] = [o.mains?.[name], { LOG_LEVEL: 'silent', SECRET_KEY: SEALING_KEY }]
      const server = serverProcess({ demo: 'off', databaseUrl: url, redisUrl: o.redis.url, cookie, env, ...(main ? { main } : {}) })
      return { name, server, screens: [], watch: new Watch(() => server.innerPort), env }
    }
    const nodes = [node('A'), node('B')] as const
    const town = new Town(o, db, url, nodes)
    try {
      await town.begin()
      return town
    } catch (e) {
      await town.close()
      throw e
    }
  }

  private async begin(): Promise<void> {
    // Before the nodes too: one that follows nobody must still know the units.
    await fillRegisters(this.db)
    // One after the other: the first fills an empty database with its pack.
    for (const n of this.nodes) await n.server.start()
    await fillRegisters(this.db)
    for (const n of this.nodes) {
      for (const mask of ['wall', 'desk'] as const) {
        const dice = this.dice.fork(`${n.name} ${mask}`)
        n.screens.push(await Screen.open(`${mask} ${n.name}`, mask, n.server, () => dice.next()))
      }
      n.watch.start()
    }
    this.fleet.start()
    await this.awake()
  }

  /** Waits until every screen shows the picture and the fleet: faults begin on a town that works. */
  private async awake(): Promise<void> {
    const late = performance.now() + 20_000
    while (this.screens.some((s) => s.mirror.position < 0) || this.nodes.some((n) => !this.fleet.isFresh(n, 'north') || !this.fleet.isFresh(n, 'south'))) {
      if (performance.now() > late) throw new Error('the town never woke: not every screen shows every unit')
      await pause(50)
    }
  }

  get screens(): Screen[] {
    return this.nodes.flatMap((n) => n.screens)
  }

  fault = (what: string): void => void this.faults.push(what)

  async close(): Promise<void> {
    await this.calls.stop()
    await this.fleet.stop()
    for (const n of this.nodes) n.watch.stop()
    for (const s of this.screens) await s.close()
    for (const n of this.nodes) {
      n.server.thaw()
      await n.server.kill()
      await n.server.close()
    }
    await this.db.stop()
  }
}

/** PostgreSQL and Redis of a proof's own; both end with `close`. */
export async function openGround(folder: string): Promise<{ postgres: OwnPostgres; redis: RedisServer; close(): Promise<void> }> {
  const redis = await redisServer()
  await redis.start()
  const postgres = await ownPostgres(join(folder, 'ground'))
  return {
    postgres, redis,
    async close() {
      redis.thaw()
      await redis.kill()
      await postgres.stop()
    },
  }
}
