import { rm } from 'node:fs/promises'
import { KINDS } from '@liandong/shared/areas'
import { Mirror } from '../../../client/src/live/mirror'
import { backup, restore } from '../../../server/src/engine/backup'
import type { Engine } from '../../../server/src/engine/engine'
import { NOON, seedRecords, stillClock } from '../../../server/src/engine/testing/bench'
import { putDesk } from '../../../server/src/gateway/testing/oneSeat'
import { diceOf, type Dice } from '../../../server/src/features/demo/dice'
import { seededIds } from '../../../server/src/platform/ids'
import type { Database } from '../../../server/src/platform/postgres'
import { FaultProxy } from '../rig/faultProxy'
import { memoryBus } from '../../../server/src/platform/busMemory'
import { silentLog } from '../../../server/src/platform/log'
import { Chronicle } from '../rig/chronicle'
import { openLiveNode, type LiveNode } from '../rig/liveNode'
import { empty } from './emptyDatabase'
import { bustle } from './town'
import { Viewer } from '../rig/viewer'
import { wireTime, type WireTime } from '../rig/wireTime'

/** A place before a screen: its client and the bad line it hangs on. */
export interface Seat {
  name: string
  mask: 'wall' | 'desk'
  proxy: FaultProxy
  viewer: Viewer
  /** The node its line leads to. */
  node: number
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
 * Three clients behind bad lines and one that never leaves, over two real server cores on one database. What it offers are the
 * acts of the world; which come when is decided elsewhere.
 */
export class Round {
  readonly time: WireTime
  readonly dice: Dice
  readonly history = new Chronicle((what) => this.fault(what))
  readonly clock = stillClock(NOON)
  readonly faults: string[] = []
  readonly seats: Seat[] = []
  readonly acts: Record<string, number> = {}
  /** Command ids that were answered with yes, in the epoch that answered. */
  readonly answered = new Map<string, string>()
  /** Commands said and not yet answered, however. */
  unanswered = 0
  readonly nodes: LiveNode[] = []
  private readonly bus = memoryBus(silentLog())
  private openings = 0
  private commands = 0
  private saved: { epoch: string } | null = null

  private constructor(readonly o: RoundOptions) {
    this.time = wireTime(o.tempo)
    this.dice = diceOf(o.seed)
  }

  static async open(o: RoundOptions): Promise<Round> {
    const round = new Round(o)
    await empty(o.db)
    for (const i of [0, 1]) await round.openNode(i)
    await seedRecords(round.engine)
    await putDesk(round.engine.submit.bind(round.engine))
    await bustle(round.engine, round.dice, FIRST_INCIDENTS)
    for (const [name, mask, node] of [['desk one', 'desk', 0], ['wall', 'wall', 1], ['desk two', 'desk', 1], ['never left', 'desk', 0]] as const) {
      const proxy = await FaultProxy.open(round.nodes[node]!.port)
      round.seats.push({ name, mask, proxy, node, viewer: round.seat(name, mask, proxy) })
    }
    return round
  }

  /** An engine at whose door something may be said. */
  get engine(): Engine {
    return this.nodes[0]!.engine
  }

  /** One of the two, by chance. */
  anyEngine(): Engine {
    return this.dice.pick(this.nodes).engine
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

  private async openNode(i: number): Promise<void> {
    const node = await openLiveNode({
      db: this.o.db, clock: this.clock, seed: this.o.seed + 7919 * ++this.openings, time: this.time, history: this.history, bus: this.bus,
      ...(this.o.sabotage?.between ? { between: this.o.sabotage.between } : {}),
    })
    this.nodes[i] = node
    node.faults.forEach(this.fault)
    for (const s of this.seats) if (s.node === i) s.proxy.target = node.port
  }

  /** The seat's line leads to the other node from now on. */
  toOtherNode(s: Seat): void {
    s.node = 1 - s.node
    s.proxy.target = this.nodes[s.node]!.port
    if (this.dice.chance(0.5)) s.proxy.reset()
    else s.proxy.cut()
  }

  sweep(): void {
    for (const n of this.nodes) n.engine.sweep()
  }

  /** Another client sits down at the same screen, with nothing in its mirror. */
  newcomer(s: Seat): void {
    s.viewer.stop()
    s.viewer = this.seat(s.name, s.mask, s.proxy)
  }

  /** Stops and starts a node on the same data. `between` happens when nobody is connected to it any more. */
  async restart(i: number, between: () => Promise<void>): Promise<void> {
    for (const s of this.seats) if (s.node === i) s.proxy.target = 0
    await this.nodes[i]!.closeSockets()
    await between()
    await this.nodes[i]!.stop()
    await this.openNode(i)
  }

  async backUp(): Promise<void> {
    await backup(this.o.db.pool, this.o.file)
    this.saved = { epoch: this.engine.epoch }
  }

  /** Puts the last backup in the place of all that came after it: another epoch. */
  async restore(): Promise<void> {
    if (!this.saved) await this.backUp()
    for (const s of this.seats) s.proxy.target = 0
    for (const n of this.nodes) await n.stop()
    await empty(this.o.db)
    await restore(this.o.db.pool, this.o.file, KIND_OF, seededIds(this.o.seed + ++this.openings))
    for (const i of [0, 1]) await this.openNode(i)
    this.answered.clear()
  }

  /** A desk says something over its bad line, and goes on trying until it is answered. */
  say(s: Seat, type: string, body: Record<string, unknown>): void {
    const id = `say-${this.o.seed}-${++this.commands}`
    this.unanswered++
    void s.viewer.submit(type, body, id).then((a) => {
      this.unanswered--
      if (a.ok) this.answered.set(id, this.nodes[s.node]!.engine.epoch)
    })
  }

  async close(): Promise<void> {
    for (const s of this.seats) {
      s.viewer.stop()
      await s.proxy.close()
    }
    for (const n of this.nodes) await n.stop()
    await this.bus.close()
    await rm(this.o.file, { force: true })
  }
}
