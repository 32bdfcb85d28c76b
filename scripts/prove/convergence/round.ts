import { rm } from 'node:fs/promises'
import { KINDS } from '@liandong/shared/areas'
import { Mirror } from '../../../client/src/live/mirror'
import { backup, restore } from '../../../server/src/engine/backup'
import type { Engine } from '../../../server/src/engine/engine'
import { NOON, seedRecords, stillClock } from '../../../server/src/engine/testing/bench'
import { diceOf, type Dice } from '../../../server/src/features/demo/dice'
import { seededIds } from '../../../server/src/platform/ids'
import type { Database } from '../../../server/src/platform/postgres'
import { FaultProxy } from '../rig/faultProxy'
import { History } from '../rig/history'
import { openLiveNode, type LiveNode } from '../rig/liveNode'
import { bustle } from './town'
import { Viewer } from '../rig/viewer'
import { wireTime, type WireTime } from '../rig/wireTime'

/** A place before a screen: its client and the bad line it hangs on. */
export interface Seat {
  name: string
  mask: 'wall' | 'desk'
  proxy: FaultProxy
  viewer: Viewer
}

/** What a proof may replace to see whether it would notice. */
export interface Sabotage {
  mirror?(): Mirror
  between?(engine: Engine): Engine
}

export interface RoundOptions {
  db: Database
  /** A path that may be written, for backups. */
  file: string
  seed: number
  tempo: number
  sabotage?: Sabotage
}

const KIND_OF = new Map(KINDS.map((k) => [k.kind, k]))
/** Incidents at the beginning: enough for a snapshot in pieces. */
const FIRST_INCIDENTS = 60

/**
 * Three clients behind bad lines and one that never leaves, over a real server core and its database. What it offers are the
 * acts of the world; which come when is decided elsewhere.
 */
export class Round {
  readonly time: WireTime
  readonly dice: Dice
  readonly history = new History()
  readonly clock = stillClock(NOON)
  readonly faults: string[] = []
  readonly seats: Seat[] = []
  readonly acts: Record<string, number> = {}
  /** Command ids that were answered with yes, in the epoch that answered. */
  readonly answered = new Map<string, string>()
  /** Commands said and not yet answered, however. */
  unanswered = 0
  node!: LiveNode
  private openings = 0
  private commands = 0
  private saved: { epoch: string } | null = null

  private constructor(readonly o: RoundOptions) {
    this.time = wireTime(o.tempo)
    this.dice = diceOf(o.seed)
  }

  static async open(o: RoundOptions): Promise<Round> {
    const round = new Round(o)
    await wipe(o.db)
    await round.openNode()
    await seedRecords(round.engine)
    await bustle(round.engine, round.dice, FIRST_INCIDENTS)
    for (const [name, mask] of [['desk one', 'desk'], ['wall', 'wall'], ['desk two', 'desk'], ['never left', 'desk']] as const) {
      const proxy = await FaultProxy.open(round.node.port)
      round.seats.push({ name, mask, proxy, viewer: round.seat(name, mask, proxy) })
    }
    return round
  }

  get engine(): Engine {
    return this.node.engine
  }

  /** The seats whose lines may be hurt. */
  get hurt(): Seat[] {
    return this.seats.slice(0, 3)
  }

  fault = (what: string): void => void this.faults.push(what)

  private seat(name: string, mask: Seat['mask'], proxy: FaultProxy): Viewer {
    const dice = this.dice.fork(`${name}/${++this.openings}`)
    return new Viewer({
      name, mask, port: proxy.port, mirror: this.o.sabotage?.mirror?.() ?? new Mirror(), time: this.time, random: () => dice.next(),
      newId: seededIds(dice.whole(0, 2 ** 31)), history: this.history, fault: this.fault,
    })
  }

  private async openNode(): Promise<void> {
    this.node = await openLiveNode({
      db: this.o.db, clock: this.clock, seed: this.o.seed + 7919 * ++this.openings, time: this.time, history: this.history,
      ...(this.o.sabotage?.between ? { between: this.o.sabotage.between } : {}),
    })
    this.node.faults.forEach(this.fault)
    for (const s of this.seats) s.proxy.target = this.node.port
  }

  /** Another client sits down at the same screen, with nothing in its mirror. */
  newcomer(s: Seat): void {
    s.viewer.stop()
    s.viewer = this.seat(s.name, s.mask, s.proxy)
  }

  /** Stops and starts the server on the same data. `between` happens when nobody is connected any more. */
  async restart(between: () => Promise<void>): Promise<void> {
    for (const s of this.seats) s.proxy.target = 0
    await this.node.closeSockets()
    await between()
    await this.node.stop()
    await this.openNode()
  }

  async backUp(): Promise<void> {
    await backup(this.o.db.pool, this.o.file)
    this.saved = { epoch: this.engine.epoch }
  }

  /** Puts the last backup in the place of all that came after it: another epoch. */
  async restore(): Promise<void> {
    if (!this.saved) await this.backUp()
    await this.restart(async () => {
      await this.node.stop()
      await wipe(this.o.db)
      await restore(this.o.db.pool, this.o.file, KIND_OF, seededIds(this.o.seed + ++this.openings))
    })
    this.answered.clear()
  }

  /** A desk says something over its bad line, and goes on trying until it is answered. */
  say(s: Seat, type: string, body: Record<string, unknown>): void {
    const id = `say-${this.o.seed}-${++this.commands}`
    this.unanswered++
    void s.viewer.submit(type, body, id).then((a) => {
      this.unanswered--
      if (a.ok) this.answered.set(id, this.engine.epoch)
    })
  }

  async close(): Promise<void> {
    for (const s of this.seats) {
      s.viewer.stop()
      await s.proxy.close()
    }
    await this.node.stop()
    await rm(this.o.file, { force: true })
  }
}

/** Empties every table but the record of migrations. */
async function wipe(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ tablename: string }>("select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration'")
  await db.pool.query(`truncate ${rows.map((t) => `"${t.tablename}"`).join(', ')}`)
}
