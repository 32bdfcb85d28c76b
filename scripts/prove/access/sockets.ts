import { setTimeout as pause } from 'node:timers/promises'
import { diceOf } from '../../../server/src/features/demo/dice'
import type { OwnPostgres } from '../rig/ownPostgres'
import { Checker } from './checker'
import { City } from './city'
import { openGround, type Ground } from './ground'
import { MOVERS, PERSONAS } from './people'
import { passesOf, tryCommands, type Passes } from './rest'
import { putOut, serverOn } from './restMatrix'
import { isFor, lookerOf, Truth } from './truth'
import { Watcher } from './watcher'

export interface SocketOptions {
  postgres: OwnPostgres
  folder: string
  seed: number
  /** Goes on until so many messages were checked. */
  messages: number
  /** Screens of each persona. */
  copies: number
  /** A mutant instead of the built server. */
  main?: string
  /** Ends at the first leak: a seeded one has then been caught. */
  untilLeak?: boolean
}

export interface SocketResult {
  messages: number
  documents: number
  leaked: number
  faults: string[]
  sockets: number
  acts: number
  commands: number
  /** Share of candidate documents that were forbidden to each who sees only a part, 0 to 1. */
  forbidden: Record<string, number>
  reconnects: number
}

/** Whoever waits longer than this for that many messages, or for an equal picture, waits in vain. */
const PATIENCE_MS = 600_000
const EQUAL_MS = 20_000
/** Names as somebody would guess them, and what isn't even a name; one of those and the whole question is refused. */
const GUESSES = ['all', 'All', 'org:power', 'org:gas', 'area:330702004', 'area:330702103', 'area:village-b1', 'unit:of-gas', 'org:power-east', 'tracks:all', 'audience:desk']
const JUNK = ['', '*', 'org:', 'org:gas\u0000', '__proto__']
const MASKS = ['desk', 'liaison', 'wall']

/** All personas at once before a town that works; every message is held against the hand-written table. */
export async function socketMatrix(o: SocketOptions): Promise<SocketResult> {
  const g = await openGround(o.postgres, `wire_${Date.now()}`)
  const passes = await passesOf(g)
  const { server } = serverOn(g, passes.get('chief')!.cookie!, o.folder, { ...(o.main ? { main: o.main } : {}), env: { LOG_LEVEL: 'silent' } })
  try {
    await server.start()
    await putOut(server.port, passes.get('sec')!, 'gone')
    return await new Campaign(o, g, passes, server.port).run()
  } finally {
    await server.close()
    await g.close()
  }
}

class Campaign {
  private readonly truth: Truth
  private readonly checker: Checker
  private readonly dice: () => number
  private readonly watchers: Watcher[] = []
  private readonly strangers: Watcher[] = []
  private readonly share = new Map<string, { all: number; no: number }>()
  private following = true
  private reconnects = 0
  private readonly faults: string[] = []

  constructor(private readonly o: SocketOptions, private readonly g: Ground, private readonly passes: Passes, private readonly port: number) {
    this.truth = new Truth(g.db)
    this.checker = new Checker(this.truth)
    const dice = diceOf(o.seed)
    this.dice = () => dice.next()
    const parts = PERSONAS.filter((p) => ['liai', 'town', 'grid'].includes(p.column)).map((p) => ({ name: p.name, looker: lookerOf({ ...p.rights!, id: p.name })! }))
    this.truth.onVersion = (_ref, kind, state) => {
      for (const p of parts) {
        const s = this.share.get(p.name) ?? { all: 0, no: 0 }
        s.all++
        if (!isFor(p.looker, kind, state)) s.no++
        this.share.set(p.name, s)
      }
    }
  }

  async run(): Promise<SocketResult> {
    await this.truth.follow()
    const follower = this.follow()
    await this.seat()
    const city = new City({ port: this.port, g: this.g, dice: this.dice, commander: this.passes.get('commander')!, sec: this.passes.get('sec')! })
    city.start()
    const late = performance.now() + PATIENCE_MS
    while (this.checker.messages < this.o.messages && performance.now() < late && !(this.o.untilLeak && this.checker.leaked > 0)) await this.disturb()
    const caught = this.o.untilLeak === true && this.checker.leaked > 0
    const commands = caught ? { cells: 0, wrong: [] } : await this.command()
    await city.stop()
    if (!caught) await this.settle()
    this.following = false
    await follower
    this.judge()
    for (const w of [...this.watchers, ...this.strangers]) w.close()
    return {
      messages: this.checker.messages, documents: this.checker.documentsChecked, leaked: this.checker.leaked, faults: [...this.checker.leaks, ...this.faults, ...commands.wrong],
      sockets: this.watchers.length, acts: city.acts, commands: commands.cells, reconnects: this.reconnects,
      forbidden: Object.fromEntries([...this.share].map(([name, s]) => [name, s.no / s.all])),
    }
  }

  private async follow(): Promise<void> {
    while (this.following) {
      await this.truth.follow()
      this.checker.caughtUp()
      await pause(20)
    }
  }

  /** Screens of everybody, each copy asking for another mask, its own or not; and of those who may have none. */
  private async seat(): Promise<void> {
    const screens = PERSONAS.filter((p) => p.column === 'wall' || (p.rights && lookerOf({ ...p.rights, id: p.name }) && p.name !== 'gone'))
    const watch = (person: string, mask: string, cookie: string | null) => new Watcher({ port: this.port, cookie, person, mask, checker: this.checker })
    for (const p of screens) for (let i = 0; i < this.o.copies; i++) this.watchers.push(watch(p.name, MASKS[i % 3]!, this.passes.get(p.name)!.cookie!))
    for (const i of MOVERS.keys()) for (let k = 0; k < this.o.copies; k++) this.watchers.push(watch(`mover-${i}`, MASKS[k % 3]!, (await this.g.seat(`mover-${i}`)).cookie))
    for (const p of PERSONAS) if (!screens.includes(p)) this.strangers.push(watch(p.name, 'wall', this.passes.get(p.name)!.cookie ?? null))
  }

  /** One thing a screen does that isn't only looking. */
  private async disturb(): Promise<void> {
    const w = this.watchers[Math.floor(this.dice() * this.watchers.length)]!
    const d = this.dice()
    if (!w.connected) {
      // Put out of service: the session is over for good, and back in service there is another.
      if (w.o.person.startsWith('mover')) w.o.cookie = (await this.g.seat(w.o.person)).cookie
      w.reconnect(d < 0.5 ? 'fresh' : 'past', this.dice)
    } else if (d < 0.25) w.resync('guess', this.dice, d < 0.2 ? GUESSES : [...GUESSES, ...JUNK])
    else if (d < 0.45) w.resync('past', this.dice, GUESSES)
    else if (d < 0.55) w.resync('whole', this.dice, GUESSES)
    else if (d < 0.8) { w.reconnect(d < 0.62 ? 'fresh' : d < 0.72 ? 'past' : 'here', this.dice); this.reconnects++ }
    else if (d < 0.9) w.emit('join', this.dice() < 0.5 ? 'tracks:all' : ['audience:desk'])
    await pause(60)
  }

  /** Every command by the wire too, of everybody who has one. */
  private async command(): Promise<{ cells: number; wrong: string[] }> {
    const own = new Map(PERSONAS.map((p) => [p.name, new Watcher({ port: this.port, cookie: this.passes.get(p.name)!.cookie ?? null, person: p.name, mask: p.column === 'wall' ? 'wall' : 'desk', checker: this.checker })]))
    const talkers = PERSONAS.filter((p) => p.column !== 'feed' && this.watchers.some((w) => w.o.person === p.name))
    await pause(1500)
    let n = 0
    const done = await tryCommands(this.g, talkers, async (p, m) => {
      // Within the bucket of a socket: 20 a second.
      if (++n % talkers.length === 0) await pause(60)
      return own.get(p.name)!.command(m)
    })
    for (const w of own.values()) w.close()
    return done
  }

  /** Everybody is back and has caught up; then each must hold exactly what it may. */
  private async settle(): Promise<void> {
    const bad = () => this.watchers.flatMap((w) => (!w.connected && this.checker.lookerAt(w, this.truth.position) === null ? [] : w.position < this.truth.position ? [`${w.o.person} stands at ${w.position}`] : this.checker.unequal(w)))
    for (const late = performance.now() + EQUAL_MS; bad().length > 0 && performance.now() < late; await pause(500)) {
      for (const w of this.watchers) if (!w.connected) { w.o.cookie = w.o.person.startsWith('mover') ? (await this.g.seat(w.o.person)).cookie : w.o.cookie; w.reconnect('fresh', this.dice) }
    }
    this.faults.push(...bad().slice(0, 20).map((b) => `at the end ${b}`))
  }

  private judge(): void {
    if (this.checker.unchecked > 0 && !this.o.untilLeak) this.faults.push(`${this.checker.unchecked} messages say a position the log doesn't have`)
    for (const w of this.strangers) if (w.hello || w.refused[0] !== 'unauthorised') this.faults.push(`${w.o.person} was let in to the wire`)
    if (this.checker.messages < this.o.messages && !this.o.untilLeak) this.faults.push(`only ${this.checker.messages} messages came`)
    for (const [name, s] of this.share) if (s.no / s.all < 0.3) this.faults.push(`only ${((100 * s.no) / s.all).toFixed(0)} % of what there was was forbidden to ${name}`)
  }
}
