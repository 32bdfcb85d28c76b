import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diceOf, type Dice } from '../../../server/src/features/demo/dice'
import { figuresOf, quantile, rssMb, type Figures } from '../rig/figures'
import { fromSeat } from '../rig/seat'
import { serverProcess, type ServerOptions, type ServerProcess } from '../rig/serverProcess'
import { Witness } from '../rig/witness'
import { attack, ATTACKS } from './attacks'
import { EDGES, nonsense, type Nonsense } from './http'
import { garbagePackets } from './packets'
import { RawSocket, text } from './rawSocket'

export interface GarbageOptions {
  seed: number
  /** Packets over the live wire; a twentieth of them as many requests of devices. */
  packets: number
  server?: ServerOptions
}

export interface GarbageResult {
  faults: string[]
  packets: number
  connections: number
  attacks: number
  requests: number
  malformed: number
  rssMb: { warm: number; end: number }
  witness: { commands: number; p50: number; p99: number; worst: number; equal: number }
  refused: string
  ended: string
}

/** Packets on one connection, and connections at once. */
const BATCH = 20, AT_ONCE = 8
/** After this share of the packets the server's memory counts as warm. */
const WARM = 0.4
/** How much its memory may grow from then on. */
const FLAT_MB = 20
const ANSWER_MS = 5_000
/** 99 of 100 commands of the screen beside it take no longer than this, on a machine that all of this shares. */
const WITNESS_MS = 2_000

/** Throws garbage at the built server over every door it has, beside a screen that works on and must not notice. */
export async function garbage(o: GarbageOptions): Promise<GarbageResult> {
  const server = serverProcess({ ...o.server, env: { LOG_LEVEL: 'fatal', ...o.server?.env } })
  const run = new Run(server, o)
  try {
    await server.start()
    return await run.all()
  } catch (e) {
    return run.brokenOff(e)
  } finally {
    run.witness?.stop()
    await server.close()
  }
}

class Run {
  readonly faults: string[] = []
  witness: Witness | null = null
  private readonly dice: Dice
  private readonly counts = { packets: 0, connections: 0, requests: 0, malformed: 0, refused: 0 }
  private readonly memory: number[] = []
  private working = true

  constructor(private readonly server: ServerProcess, private readonly o: GarbageOptions) {
    this.dice = diceOf(o.seed)
  }

  async all(): Promise<GarbageResult> {
    const { server } = this
    const w = (this.witness = new Witness({ port: server.port, cookie: server.cookie, name: `witness-${this.o.seed}` }))
    await w.until(() => w.mirror.position >= 0, ANSWER_MS)
    const before = await figuresOf(server.innerPort)
    const pid = server.pid
    const witnessing = this.witnessed(w)
    await this.packets(w)
    for (const a of ATTACKS) this.note(await attack(server, a, this.auth(w)))
    this.working = false
    await witnessing
    if (server.pid !== pid || w.connections !== 1) this.faults.push(`the screen beside it was greeted ${w.connections} times`)
    await w.until(() => w.mirror.equal === true, ANSWER_MS)
    if (w.unequal > 0) this.faults.push(`the screen beside it held another picture than the server ${w.unequal} times`)
    if (quantile(w.shown, 0.99) > WITNESS_MS) this.faults.push(`the screen beside it waited ${Math.round(quantile(w.shown, 0.99))} ms (p99)`)
    const after = await this.compare(before)
    return {
      faults: this.faults, ...this.counts, attacks: ATTACKS.length + EDGES.length, rssMb: this.flat(), refused: after.by('live_refused'), ended: after.by('live_ended'),
      witness: { commands: w.shown.length, p50: quantile(w.shown, 0.5), p99: quantile(w.shown, 0.99), worst: Math.max(...w.shown), equal: w.equal },
    }
  }

  /** The server is gone, or does not answer any more. */
  brokenOff(e: unknown): GarbageResult {
    this.working = false
    this.faults.push(`the server ${this.server.pid === 0 ? 'fell over' : 'did not hold'}: ${String((e as { cause?: unknown }).cause ?? e)}`)
    const none = NaN
    return {
      faults: this.faults, ...this.counts, attacks: 0, rssMb: { warm: none, end: none }, refused: '', ended: '',
      witness: { commands: 0, p50: none, p99: none, worst: none, equal: 0 },
    }
  }

  private note(fault: string | null): void {
    // Of each kind a few: one fault must not hide the others.
    if (fault && this.faults.filter((f) => f.slice(0, 12) === fault.slice(0, 12)).length < 3) this.faults.push(fault)
  }

  /** As somebody who was here a moment ago, so that most of what is sent is garbage and not pictures. */
  private auth(w: Witness): object {
    return { v: 1, mask: 'desk', epoch: w.mirror.epoch, position: w.mirror.position }
  }

  private async witnessed(w: Witness): Promise<void> {
    while (this.working) {
      await w.report().catch((e: Error) => this.note(`the screen beside it: ${e.message}`))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Packets and requests in turns; the memory is looked at after each tenth. */
  private async packets(w: Witness): Promise<void> {
    const tokens = Object.values(JSON.parse(readFileSync(join(this.server.dataDir, 'ingest-tokens.json'), 'utf8')) as Record<string, string>)
    const rounds = 20
    for (let i = 0; i < rounds; i++) {
      if (this.server.pid === 0) throw new Error('its process ended')
      const until = (this.o.packets * (i + 1)) / rounds
      const batches = async () => { while (this.counts.packets < until) await this.batch(w) }
      await Promise.all(Array.from({ length: AT_ONCE }, batches))
      const asks = async () => { while (this.counts.requests < until / 20) await this.ask(nonsense(this.dice), this.dice.pick(tokens)) }
      await Promise.all(Array.from({ length: AT_ONCE }, asks))
      // The bombs come before it counts as warm.
      if (i === 2) for (const e of EDGES) await this.ask(e, tokens[0]!, e.name)
      this.memory.push(rssMb(this.server.pid))
    }
  }

  /** One connection: twenty packets, then one that must be answered if the connection still stands. */
  private async batch(w: Witness): Promise<void> {
    const packets = garbagePackets(this.dice, BATCH)
    this.counts.packets += packets.length
    this.counts.connections++
    const s = RawSocket.open(this.server.port, RawSocket.seated(RawSocket.upgrade(), this.server.cookie))
    try {
      if (!(await s.welcome(this.auth(w), ANSWER_MS))) return this.note('a connection was not welcomed')
      const kind = packets.filter((p) => !p.mayClose)
      s.send(Buffer.concat([...kind.map((p) => p.bytes), text('4299["command",{}]')]))
      const answered = (id: number) => s.texts.some((t) => t.startsWith(`43${id}[`))
      if (!(await s.until(() => s.closed || answered(99), ANSWER_MS))) this.note('a connection hung')
      if (s.closed) return this.note(`closed for a packet that deserves an answer, among ${kind.map((p) => p.bytes.toString('utf8', 6, 80)).join(' | ')}`)
      await s.until(() => kind.every((p) => p.wants === undefined || answered(p.wants)), ANSWER_MS)
      for (const p of kind) if (p.wants !== undefined && !answered(p.wants)) this.note(`never answered: ${p.bytes.toString('utf8', 6, 200)}`)
      this.counts.refused += s.texts.filter((t) => t.startsWith('43') && t.includes('"ok":false') && t.includes('"rejected"')).length
      const bad = packets.slice(kind.length)
      s.send(Buffer.concat([...bad.map((p) => p.bytes), text('4298["command",{}]')]))
      if (!(await s.until(() => s.closed || answered(98), ANSWER_MS))) this.note(`neither answered nor closed after ${bad.map((p) => JSON.stringify(p.bytes.toString('utf8', 6, 60))).join(' ')}`)
    } finally {
      s.end()
    }
  }

  private async ask(n: Nonsense, token: string, name = ''): Promise<void> {
    this.counts.requests++
    const joint = n.path.includes('?') ? '&' : '?'
    const path = n.path.startsWith('/ingest/osmand') ? `${n.path}${joint}token=${token}` : n.path
    const who = n.path.startsWith('/ingest/positions') ? { authorization: `Bearer ${token}` } : n.path.startsWith('/api/') ? fromSeat(this.server.cookie) : {}
    const headers = { ...n.headers, ...who }
    const began = performance.now()
    const once = () => fetch(`http://127.0.0.1:${this.server.port}${path}`, {
      method: n.method, headers, ...(n.method === 'POST' ? { body: (n.body ?? '') as string } : {}), signal: AbortSignal.timeout(ANSWER_MS),
    }).then(async (x) => ({ status: x.status, body: await x.text() }), (e: unknown) => ({ status: 0, body: String((e as { cause?: unknown }).cause ?? e) }))
    let r = await once()
    // A server that falls behind turns devices away and says so; they come again.
    for (let i = 0; r.status === 503 && i < 10; i++) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      r = await once()
    }
    // A body that is refused before it is whole ends with a broken pipe on our side.
    const cut = r.status === 0 && n.may.includes(413) && /EPIPE|ECONNRESET|other side closed/.test(r.body)
    if (!n.may.includes(r.status) && !cut) this.note(`${name || path.replace(token, '…').slice(0, 80)} ${String(n.body ?? '').slice(0, 60)}: answered ${r.status} ${r.body.slice(0, 120)} after ${Math.round(performance.now() - began)} ms`)
    if (r.status > 0) this.counts.malformed += n.malformed
  }

  private flat(): { warm: number; end: number } {
    const cut = Math.floor(this.memory.length * WARM)
    const warm = quantile(this.memory.slice(cut, cut + 4), 0.5)
    const end = quantile(this.memory.slice(-4), 0.5)
    if (end - warm > FLAT_MB) this.faults.push(`the server's memory grew from ${warm.toFixed(0)} to ${end.toFixed(0)} MB`)
    return { warm, end }
  }

  /** Everything refused must have been counted. */
  private async compare(before: Figures): Promise<Figures> {
    const after = await figuresOf(this.server.innerPort)
    const malformed = after.sum('positions_quarantined', 'malformed') - before.sum('positions_quarantined', 'malformed')
    if (malformed !== this.counts.malformed) this.faults.push(`${this.counts.malformed} malformed messages of devices were sent, ${malformed} counted`)
    const refused = after.sum('live_refused') - before.sum('live_refused')
    if (refused < this.counts.refused) this.faults.push(`${this.counts.refused} packets were answered with no, ${refused} counted`)
    if (after.of('sockets{mask="desk"}') !== 1) this.faults.push(`${after.of('sockets{mask="desk"}')} screens are counted where one is left`)
    return after
  }
}
