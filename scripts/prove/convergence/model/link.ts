import type { Dice } from '../../../../server/src/features/demo/dice'
import type { Fate, Way } from '../../rig/faultProxy'
import type { VirtualTime } from './virtualTime'

/** Engine.io's, as the gateway sets them: a ping each 5 s, gone when nothing comes for 10 s more. */
const PING_MS = 5_000, PONG_MS = 10_000

/** An end of a connection as the line knows it. */
export interface End {
  frame(text: string): void
  /** The transport is gone. Told once at most. */
  closed(): void
}

/** The bad line of one seat: what it does to connections, now and later. */
export class SimLine {
  latency: [number, number] = [0.5, 6]
  /** Refuses whoever comes. */
  refuses = false
  readonly held = new Set<Way>()
  readonly oneWay = new Set<Way>()
  fate: (way: Way, text: string) => Fate = () => 'pass'
  readonly counts = { drop: 0, twice: 0, behind: 0, connections: 0 }
  readonly links = new Set<Link>()

  constructor(readonly time: VirtualTime, readonly dice: Dice) {}

  release(): void {
    this.held.clear()
    for (const l of this.links) l.flow()
  }

  /** Ends every connection, and both sides know it. */
  cut(): void {
    for (const l of [...this.links]) l.end(true, true)
  }

  /** The server's side ends; the client is never told. */
  halfOpen(): void {
    for (const l of [...this.links]) l.end(false, true)
  }

  /** Whatever runs now vanishes from here on, and nobody is told. Later connections pass. */
  blackHole(way?: Way): void {
    for (const l of this.links) for (const w of way ? [way] : (['up', 'down'] as const)) l.dead.add(w)
  }

  heal(): void {
    this.refuses = false
    this.latency = [0.5, 6]
    this.fate = () => 'pass'
    this.oneWay.clear()
    this.release()
  }
}

/** One connection over a line: what is written at one end comes out at the other in order, late, or never. */
export class Link {
  readonly dead: Set<Way>
  client: End | null = null
  server: End | null = null
  private readonly last = { up: 0, down: 0 }
  private readonly waiting: Record<Way, (() => void)[]> = { up: [], down: [] }
  private readonly behind: Record<Way, string | null> = { up: null, down: null }
  private stopPing: () => void = () => undefined
  private stopWatch: () => void = () => undefined

  constructor(private readonly line: SimLine) {
    this.dead = new Set(line.oneWay)
    line.links.add(this)
    line.counts.connections++
  }

  /** Does something at the other end, after all that was sent this way before. */
  carry(way: Way, fn: () => void): void {
    const { time, dice, latency } = this.line
    const at = (this.last[way] = Math.max(this.last[way], time.now() + dice.between(...latency)))
    time.after(at - time.now(), () => {
      if (this.dead.has(way)) return
      this.waiting[way].push(fn)
      this.flow()
    })
  }

  /** Hands out what has arrived, unless the line stands still. */
  flow(): void {
    for (const way of ['up', 'down'] as const) while (!this.line.held.has(way) && this.waiting[way].length > 0) this.waiting[way].shift()!()
  }

  send(way: Way, text: string): void {
    const fate = this.line.fate(way, text)
    if (fate !== 'pass') this.line.counts[fate]++
    if (fate === 'drop') return
    if (fate === 'behind' && this.behind[way] === null) return void (this.behind[way] = text)
    const late = this.behind[way]
    this.behind[way] = null
    for (const t of [text, ...(fate === 'twice' ? [text] : []), ...(late === null ? [] : [late])]) this.carry(way, () => this.at(way)?.frame(t))
  }

  private at = (way: Way): End | null => (way === 'up' ? this.server : this.client)

  /** Both ends look after each other as engine.io does. */
  watch(): void {
    const { time } = this.line
    const hear = () => {
      this.stopWatch()
      this.stopWatch = time.after(PING_MS + PONG_MS, () => this.end(true, false))
    }
    const ping = () => {
      const lost = time.after(PONG_MS, () => this.end(false, true))
      this.stopPing = lost
      this.carry('down', () => {
        if (!this.client) return
        hear()
        this.carry('up', () => {
          if (!this.server) return
          lost()
          this.stopPing = time.after(PING_MS, ping)
        })
      })
    }
    hear()
    this.stopPing = time.after(PING_MS, ping)
  }

  /** The transport ends for the client, for the server, or for both; an end that isn't told learns it from silence. */
  end(client: boolean, server: boolean): void {
    for (const way of ['up', 'down'] as const) this.dead.add(way)
    const [c, s] = [client ? this.client : null, server ? this.server : null]
    if (client) { this.client = null; this.stopWatch() }
    if (server) { this.server = null; this.stopPing() }
    if (!this.client && !this.server) this.line.links.delete(this)
    s?.closed()
    c?.closed()
  }

  /** One end hangs up: the other is told when word of it arrives. */
  hangUp(from: 'client' | 'server'): void {
    if (from === 'client') {
      this.client = null
      this.stopWatch()
      this.carry('up', () => this.end(false, true))
    } else {
      this.server = null
      this.stopPing()
      this.carry('down', () => this.end(true, false))
    }
  }
}
