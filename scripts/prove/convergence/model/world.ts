import { rm } from 'node:fs/promises'
import { KINDS } from '@liandong/shared/areas'
import type { CommandMessage } from '@liandong/shared/wire/messages'
import { Mirror } from '../../../../client/src/live/mirror'
import { backup, restore } from '../../../../server/src/engine/backup'
import type { Engine } from '../../../../server/src/engine/engine'
import { RECORDS, said } from '../../../../server/src/engine/testing/bench'
import { putDesk } from '../../../../server/src/gateway/testing/oneSeat'
import { diceOf, type Dice } from '../../../../server/src/features/demo/dice'
import { seededIds } from '../../../../server/src/platform/ids'
import type { Database } from '../../../../server/src/platform/postgres'
import { Chronicle } from '../../rig/chronicle'
import { Viewer } from '../../rig/viewer'
import { empty } from '../emptyDatabase'
import { wish } from '../town'
import { SimLine } from './link'
import { SimBus, SimNode, type WorldClock } from './node'
import { SimClient } from './simClient'
import { inTurns } from './turns'
import { VirtualTime } from './virtualTime'

/** What the model may replace to see whether it would notice. */
export interface Bug {
  mirror?(): Mirror
  between?(engine: Engine): Engine
  says?(m: CommandMessage): CommandMessage
}

/** A command somebody said over a bad line. */
export interface Said {
  id: string
  /** Stands in the place's text: the effect is counted by it, not by the id. */
  mark: string
  /** Which client said it; a newcomer at the same screen is another. */
  viewer: Viewer
  epoch: string | null
  /** The line may have lost or doubled it by itself, as no transport does. */
  tampered: boolean
  answer: 'none' | 'yes' | 'expired' | 'no'
}

export interface Seat {
  name: string
  mask: 'wall' | 'desk'
  line: SimLine
  node: number
  viewer: Viewer
  /** Whether single messages on their way up are being tampered with. */
  tamperedUp: boolean
}

const KIND_OF = new Map(KINDS.map((k) => [k.kind, k]))
/** Enough, with the longest text, for a snapshot in two pieces. */
const FIRST_INCIDENTS = 12
const LONG = '群众反映二层窗口冒烟，已疏散。'.repeat(133)

/** Two nodes over one real database, three clients on bad lines, one virtual clock. */
export class World {
  readonly time = new VirtualTime()
  readonly faults: string[] = []
  readonly chronicle = new Chronicle((what) => this.fault(what))
  readonly seats: Seat[] = []
  readonly said: Said[] = []
  readonly bus: SimBus
  nodes: SimNode[] = []
  /** Starts, restarts and restores under way. */
  procedures = 0
  readonly dice: Dice
  private clockOffset = 0
  readonly clock: WorldClock
  private line: Promise<unknown> = Promise.resolve()
  private serial = 0
  private saved = false

  constructor(private readonly db: Database, private readonly file: string, readonly seed: number, private readonly bug: Bug) {
    this.dice = diceOf(seed)
    this.bus = new SimBus(this.time, this.dice.fork('bus'))
    const now = () => Date.UTC(2026, 10, 20, 4) + this.clockOffset + Math.floor(this.time.now())
    this.clock = { now, mapping: () => ({ origin: now(), anchorReal: 0, rate: 1 }), afterReal: this.time.after }
  }

  fault = (what: string): void => void (this.faults.length < 20 && this.faults.push(what))

  /** Does something in its turn, after what was begun before. */
  private procedure(fn: () => Promise<void>): void {
    this.procedures++
    this.line = this.line.then(fn).catch((e: unknown) => this.fault(`broke: ${String(e)}`)).finally(() => this.procedures--)
  }

  /** Lets time pass until whatever was begun is done. */
  async finish(): Promise<void> {
    await this.time.pass(120_000, () => this.procedures === 0)
    if (this.procedures > 0) this.fault('a node never came up')
  }

  async open(): Promise<void> {
    await empty(this.db)
    this.procedure(() => this.openNodes())
    await this.finish()
    const text = LONG.slice(0, 1990)
    const first = [said('PutRecords', { records: RECORDS }, { id: this.newId('pack') }), ...Array.from({ length: FIRST_INCIDENTS }, () => said('ReportIncident', { kindId: 'dispute', placeText: '城北街道', text, source: '110' }, { id: this.newId('first') }))]
    this.procedure(async () => { await putDesk((c) => this.nodes[0]!.engine.submit(c)) })
    await this.finish()
    this.procedure(async () => { await Promise.all(first.map((c) => this.nodes[0]!.engine.submit(c))) })
    await this.finish()
    for (const [i, mask] of (['desk', 'wall', 'desk'] as const).entries()) {
      const seat = { name: `${mask} ${i}`, mask, line: new SimLine(this.time, this.dice.fork(`line ${i}`)), node: i % 2, tamperedUp: false } as Seat
      seat.viewer = this.sit(seat)
      this.seats.push(seat)
    }
    await this.time.pass(2_000)
  }

  private readonly viewers: Viewer[] = []
  /** Which client it is, in the order they sat down. */
  viewerNumber = (v: Viewer): number => this.viewers.indexOf(v)

  newId = (what: string): string => `${what}-${++this.serial}`

  private async openNodes(): Promise<void> {
    this.nodes = []
    for (const i of [0, 1]) this.nodes.push(await this.openNode(i))
  }

  private openNode(i: number): Promise<SimNode> {
    const seed = this.dice.fork(`node ${i} ${++this.serial}`).whole(0, 2 ** 31)
    return SimNode.open({ db: inTurns(this.db, this.time, this.dice.fork(`turns ${seed}`)), clock: this.clock, seed, time: this.time, chronicle: this.chronicle, bus: this.bus, fault: this.fault, between: this.bug.between })
  }

  private sit(seat: Seat): Viewer {
    const dice = this.dice.fork(`${seat.name} ${++this.serial}`)
    const viewer = new Viewer({
      name: seat.name, mask: seat.mask, port: 0, mirror: this.bug.mirror?.() ?? new Mirror(), time: this.time, random: () => dice.next(),
      newId: seededIds(dice.whole(0, 2 ** 31)), history: this.chronicle, fault: this.fault,
      dial: (_url, { auth }) => {
        let given: never
        return new SimClient(seat.line, () => this.nodes[seat.node]?.server ?? null, () => { (auth as (give: (h: object) => void) => void)((h) => { given = h as never }); return given }, this.bug.says)
      },
    })
    this.viewers.push(viewer)
    return viewer
  }

  newcomer(seat: Seat): void {
    seat.viewer.stop()
    seat.viewer = this.sit(seat)
  }

  /** Wishes of desks elsewhere, straight at the door of a node; each may be refused. */
  async change(node: number, count: number, dice: Dice): Promise<void> {
    const { engine } = this.nodes[node] ?? {}
    if (!engine) return
    for (let i = 0; i < count; i++) {
      const { type, body } = wish(engine, dice)
      const short = 'text' in body ? { ...body, text: String(body.text).slice(0, 40) } : body
      void engine.submit(said(type, short, { id: this.newId('change') }))
    }
    await Promise.resolve()
  }

  /** A desk says something over its bad line, and goes on trying until it is answered or no longer worth it. */
  say(seat: Seat, ttlMs: number): void {
    const id = this.newId('say')
    const mark = `${id}.`
    const entry: Said = { id, mark, viewer: seat.viewer, epoch: null, tampered: seat.tamperedUp, answer: 'none' }
    this.said.push(entry)
    void seat.viewer.submit('ReportIncident', { kindId: 'dispute', placeText: mark, source: '110' }, id, ttlMs).then((a) => {
      if (a.ok) entry.epoch = seat.viewer.mirror.epoch
      entry.answer = a.ok ? 'yes' : 'rejected' in a && a.rejected === 'command-expired' ? 'expired' : 'no'
    })
  }

  restart(i: number, downMs: number): void {
    this.procedure(async () => {
      await this.nodes[i]!.stop()
      await this.time.pause(downMs)
      this.nodes[i] = await this.openNode(i)
    })
  }

  backUp(): void {
    this.procedure(() => this.inOneGo(() => backup(this.db.pool, this.file)).then(() => { this.saved = true }))
  }

  /** Puts the last backup in the place of all that came after it: another epoch. */
  restore(): void {
    if (!this.saved) this.backUp()
    this.procedure(async () => {
      await Promise.all(this.nodes.map((n) => n.stop()))
      await this.inOneGo(async () => {
        await empty(this.db)
        await restore(this.db.pool, this.file, KIND_OF, seededIds(this.seed + ++this.serial))
      })
      await this.openNodes()
    })
  }

  /** Something real that takes no virtual time. */
  private inOneGo(fn: () => Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => void this.time.after(1, () => fn().then(() => resolve(), reject)))
  }

  /** Twelve hours and more pass by the clock: what ended before is over, and each node lets go of it in its own time. */
  skipHours(): void {
    this.clockOffset += 13 * 3_600_000
  }

  heal(): void {
    this.bus.deaf = false
    for (const s of this.seats) {
      s.line.heal()
      s.tamperedUp = false
    }
  }

  async close(): Promise<void> {
    for (const s of this.seats) s.viewer.stop()
    this.procedure(() => Promise.all(this.nodes.map((n) => n.stop())).then(() => undefined))
    await this.finish()
    await rm(this.file, { force: true })
  }
}
