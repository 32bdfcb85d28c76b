import type pg from 'pg'
import type { Context, Kind, LoggedEvent, Ref, StateReader } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { FAIL_POINTS, failPoint } from '../platform/failPoint'
import { eventText, link, type LogRow } from './chain'
import { commit } from './commit'
import { CommitLine } from './commitLine'
import { Documents } from './documents'
import { Checks, decideOne, digestOf, missingNeeds, rejection, type AnyDecider, type Permit, type Verdict, type Waiting } from './door'
import { Memory, Overlay } from './memory'
import { Outage, outageOf, Unknown } from './outage'
import { fetchStates, fetchStatesBefore, readHead, readLiveStates, readLog, staleShapes, type Head } from './store'
import { refold } from './rebuild'
import { Remembered } from './remembered'
import type { Command, Committed, EngineClock, EngineLog, Feature, JobPut } from './types'

export interface EngineParts {
  pool: pg.Pool
  clock: EngineClock
  newId(): string
  zone: string
  kinds: readonly Kind[]
  deciders: readonly AnyDecider[]
  features: readonly Feature[]
  log: EngineLog
  /** Who may give which command; without it everybody may. */
  permit?: Permit
  /** How many commands may share a commit. */
  maxBatch?: number
}

/** A commit holds at most this many events (a bigger one is the next). */
const MAX_BATCH = 200
const QUEUE_LIMIT = 20_000
/** Acknowledgements and alerts find room in a queue that is full for others. */
const URGENT_LIMIT = 2 * QUEUE_LIMIT

/**
 * The one door for writes. Commands queue, are decided in turn against memory, and share one commit; memory,
 * changes and answers follow only once it is on disk.
 */
export class Engine {
  readonly memory = new Memory()
  readonly documents: Documents
  private readonly kinds: ReadonlyMap<string, Kind>
  private readonly checks: Checks
  private head: Head = { epoch: '', seed: '', position: 0, hash: '' }
  private queue: Waiting[] = []
  private readonly inFlight = new Map<string, Waiting>()
  private readonly remembered: Remembered
  private pumping: Promise<void> | null = null
  private readonly line: CommitLine
  /** Whether commits reach the disk. While they don't, commands are refused at once. */
  readonly outage: Outage
  private readonly listeners = new Set<(c: Committed) => void>()
  private stopped = false
  /** The next instant this node may write; tests and proofs freeze here. */
  beforeCommit: (() => Promise<void>) | null = null

  constructor(private readonly parts: EngineParts) {
    this.kinds = new Map(parts.kinds.map((k) => [k.kind, k]))
    this.checks = new Checks(new Map(parts.deciders.map((d) => [d.type, d])))
    this.documents = new Documents(this.kinds)
    this.remembered = new Remembered(parts.pool)
    this.line = new CommitLine(parts.pool)
    this.outage = new Outage(parts)
    // Whoever still waits was never sent, and is told now instead of after the outage.
    this.outage.onChange((cause) => { if (cause) for (const w of this.queue.splice(0)) this.settle(w, unavailable(cause)) })
  }

  get epoch(): string {
    return this.head.epoch
  }
  get position(): number {
    return this.head.position
  }
  get hash(): string {
    return this.head.hash
  }
  get read(): StateReader {
    return this.memory
  }
  /** Commands waiting or being committed. */
  get depth(): number {
    return this.inFlight.size
  }

  /** Reads the head and the working set; refolds first where the code's shapes are newer than the stored ones. */
  async open(): Promise<void> {
    this.head = await readHead(this.parts.pool, this.parts.newId)
    const stale = await staleShapes(this.parts.pool, this.kinds)
    // No states beside a log: a restore was broken off before it folded them.
    const unfolded = this.head.position > 0 && (await this.parts.pool.query('select 1 from state limit 1')).rowCount === 0
    if (stale.length > 0 || unfolded) {
      this.parts.log.info({ kinds: stale, unfolded }, 'refolding the states from the log')
      await refold(this.parts.pool, this.kinds)
    }
    await this.loadStates()
  }

  private async loadStates(): Promise<void> {
    this.memory.clear()
    const client = await this.parts.pool.connect()
    try {
      // Head and states of one instant: what another node commits meanwhile is folded later, and only then.
      await client.query('begin isolation level repeatable read read only')
      this.head = await readHead(client, this.parts.newId)
      this.documents.clear(this.head.position)
      await readLiveStates(client, this.parts.clock.now(), (kind, id, state) => {
        this.memory.set(kind, id, state)
        this.documents.load(kind, id, state)
      })
      await client.query('commit')
      client.release()
    } catch (e) {
      client.release(true)
      throw e
    }
  }

  onCommitted(fn: (c: Committed) => void): () => void {
    this.listeners.add(fn)
    return () => this.listeners.delete(fn)
  }

  /** Takes a command and answers once it is on disk, or with the reason why not. Never throws. */
  submit(command: Command): Promise<CommandAnswer> {
    if (this.stopped) return Promise.resolve(rejection('unavailable'))
    const decider = this.checks.check(command, this.parts.clock.now())
    if (!('decide' in decider)) return Promise.resolve(decider)
    const digest = digestOf(command)
    const same = this.remembered.get(command.id) ?? this.inFlight.get(command.id)
    if (same) {
      if (same.digest !== digest) return Promise.resolve(rejection('command-id-reused', { id: command.id }))
      return 'promise' in same ? same.promise : Promise.resolve(replayed(same.answer))
    }
    if (this.outage.cause) return Promise.resolve(unavailable(this.outage.cause))
    if (this.inFlight.size >= (decider.urgent ? URGENT_LIMIT : QUEUE_LIMIT)) return Promise.resolve(rejection('too-fast', { waiting: this.inFlight.size }))
    let answer!: (a: CommandAnswer) => void
    const promise = new Promise<CommandAnswer>((resolve) => (answer = resolve))
    const waiting: Waiting = { command, decider, digest, promise, answer }
    this.inFlight.set(command.id, waiting)
    if (decider.urgent) this.queue.splice(this.queue.findIndex((w) => !w.decider.urgent) >>> 0, 0, waiting)
    else this.queue.push(waiting)
    this.pumping ??= this.pump()
    return promise
  }

  private async pump(): Promise<void> {
    // One turn of the event loop, so that commands arriving together share a commit.
    await null
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, this.parts.maxBatch ?? MAX_BATCH)
      try {
        await this.exclusive(() => this.run(batch))
      } catch (e) {
        await this.oneByOne(batch, e)
      }
    }
    // In the very turn that found the queue empty: a command of the next turn must start a new pump.
    this.pumping = null
  }

  /** A batch that failed as a whole goes again one by one, so that one bad command harms only itself. */
  private async oneByOne(batch: Waiting[], cause: unknown): Promise<void> {
    this.parts.log.warn({ commands: batch.length, cause: String(cause) }, 'commit failed; going one by one')
    for (const w of batch) {
      if (!this.inFlight.has(w.command.id)) continue
      let e = cause
      try {
        // In an outage all would end the same, only later.
        if (!this.outage.cause) {
          await this.exclusive(() => this.run([w]))
          continue
        }
      } catch (again) {
        e = again
        const outage = outageOf(e)
        if (outage) this.outage.begin(outage)
      }
      // Whatever was sent and is not known may have been done, and is not called undone.
      const unknown = cause instanceof Unknown || e instanceof Unknown
      this.settle(w, this.outage.cause && !unknown ? unavailable(this.outage.cause) : this.fault(w, e))
    }
  }

  private fault({ command }: Waiting, err: unknown): CommandAnswer {
    const fault = this.parts.newId()
    this.parts.log.error({ fault, commandId: command.id, type: command.type, position: this.position, err }, 'fault at the door')
    return { ok: false, fault }
  }

  private async run(batch: Waiting[]): Promise<void> {
    let current = false
    for (let attempt = 0; ; attempt++) {
      const fetched = await this.fetchNeeds(batch)
      const overlay = new Overlay(this.memory, this.kinds, fetched)
      const decided = this.decide(batch, overlay)
      const events = decided.flatMap(({ v }) => (v.kind === 'accepted' ? v.events : []))
      if (events.length > 0) {
        // A subject may come into being with the batch itself.
        const born = new Set(events.map((e) => e.subjects[0]))
        const unread = events.flatMap((e) => e.subjects).filter((r) => !born.has(r) && !this.memory.has(r) && !fetched.has(r))
        if (unread.length > 0) throw new Error(`a rule names subjects it did not need: ${unread.join(' ')}`)
      }
      // A "no" may be the echo of the command's own success, before a restart or on another node.
      const refused = decided.filter(({ w, v }) => v.kind === 'said' && !this.remembered.get(w.command.id)).map(({ w }) => w.command.id)
      if (refused.length > 0 && (await this.remembered.recall(refused))) continue
      // Or the view of a node that lags behind another: a "no" has no fence, so whoever says it looks first whether the log has moved.
      if (refused.length > 0 && !current) {
        current = true
        if (await this.isBehind()) {
          await this.follow()
          continue
        }
      }
      if (events.length > 0) {
        const outcome = await this.write(decided, overlay, events)
        if (outcome === 'moved') {
          if (attempt > 50) throw new Error('the head keeps moving')
          await this.follow()
          current = true
          continue
        }
        if (outcome === 'known') continue
      }
      for (const { w, v } of decided) {
        if (v.kind === 'said') this.settle(w, v.answer)
        else this.settle(w, { ok: true, position: v.position, replayed: false, answer: v.answer })
      }
      return
    }
  }

  private decide(batch: Waiting[], overlay: Overlay): { w: Waiting; v: Verdict }[] {
    const at = this.parts.clock.now()
    let position = this.head.position
    return batch.map((w) => {
      const known = this.remembered.get(w.command.id)
      if (known) return { w, v: { kind: 'said', answer: known.digest === w.digest ? replayed(known.answer) : rejection('command-id-reused', { id: w.command.id }) } }
      const v = decideOne(w, overlay, this.contextOf(w.command, at), position, at, this.parts.permit)
      if (v.kind === 'accepted') position = v.position
      return { w, v }
    })
  }

  private contextOf = (c: Command, now = this.parts.clock.now()): Context => ({
    now, actor: c.actor, commandId: c.id, newId: this.parts.newId, zone: this.parts.zone,
    ...(c.occurredAt === undefined ? {} : { occurredAt: c.occurredAt }),
  })

  private async fetchNeeds(batch: Waiting[]): Promise<Map<Ref, unknown>> {
    const fetched = new Map<Ref, unknown>()
    for (;;) {
      const overlay = new Overlay(this.memory, this.kinds, fetched)
      const missing = missingNeeds(batch, this.memory, fetched, overlay, (c) => this.contextOf(c))
      if (missing.length === 0) return fetched
      for (const [r, s] of await fetchStates(this.parts.pool, missing)) fetched.set(r, s)
    }
  }

  /** Writes what was decided. `known` means that the database remembered one of the ids: decide again. */
  private async write(decided: { w: Waiting; v: Verdict }[], overlay: Overlay, events: LoggedEvent[]): Promise<'done' | 'moved' | 'known'> {
    await this.beforeCommit?.()
    const rows: LogRow[] = []
    let hash = this.head.hash
    for (const e of events) {
      const text = eventText(e)
      hash = link(hash, text)
      rows.push({ position: e.position, at: Math.round(e.at), type: e.type, subjects: e.subjects, text, hash })
    }
    const from = this.head.position
    const to = from + events.length
    const touched = overlay.touched()
    const views = this.features((f) => f.views, events, overlay)
    const jobs = this.features((f) => f.jobs, events, overlay)
    const commands = decided.flatMap(({ w, v }) => (v.kind === 'accepted' && v.events.length > 0 ? [{ id: w.command.id, digest: w.digest, position: v.position, answer: JSON.stringify(v.answer) }] : []))
    // Outside the try: where nothing was sent there is no outcome to look for.
    const client = await this.line.open()
    try {
      const moved = await commit(client, this.kinds, { epoch: this.head.epoch, from, to, hash, rows, commands, touched, views, jobs })
      if (!moved) return 'moved'
    } catch (e) {
      this.line.drop(e)
      if (isDuplicate(e) && (await this.remembered.recall(commands.map((c) => c.id)))) return 'known'
      // The statement may have committed although its answer was lost: the log knows.
      if (!(await this.outage.isOnDisk(to, hash, e))) throw e
    }
    this.outage.end()
    overlay.keep()
    this.head = { ...this.head, position: to, hash }
    this.tell({ from, to, at: events[0]!.at, events, touched, views }, jobs)
    if (FAIL_POINTS) failPoint('commit.told')
    return 'done'
  }

  private features<T>(pick: (f: Feature) => ((e: LoggedEvent, read: StateReader) => T[]) | undefined, events: LoggedEvent[], read: StateReader): T[] {
    const out: T[] = []
    for (const f of this.parts.features) {
      const fn = pick(f)
      if (fn) for (const e of events) out.push(...fn.call(f, e, read))
    }
    return out
  }

  private jobListeners = new Set<(jobs: JobPut[]) => void>()
  /** Told of jobs just written, so that the job loop needs no poll to fire in time. */
  onJobs(fn: (jobs: JobPut[]) => void): void {
    this.jobListeners.add(fn)
  }

  private tell(c: Committed, jobs: JobPut[]): void {
    this.documents.publish(c)
    if (jobs.length > 0) for (const fn of this.jobListeners) fn(jobs)
    for (const fn of this.listeners) fn(c)
  }

  private settle(w: Waiting, answer: CommandAnswer): void {
    this.inFlight.delete(w.command.id)
    if (answer.ok) this.remembered.put(w.command.id, { digest: w.digest, answer })
    w.answer(answer)
  }

  /** Whether another node has written since this one last looked. */
  private async isBehind(): Promise<boolean> {
    const r = await this.parts.pool.query<{ position: number }>('select position from head')
    return r.rows[0]!.position !== this.head.position
  }

  private turn: Promise<unknown> = Promise.resolve()

  /** One at a time: a commit whose answer is on its way must not be folded a second time from the log. */
  private exclusive<T>(fn: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(fn)
    this.turn = mine.catch(() => undefined)
    return mine
  }

  private catching: Promise<void> | null = null

  /** Follows the log from where this node stands: after a wake-up or at the slow poll. */
  catchUp(): Promise<void> {
    return (this.catching ??= this.exclusive(() => this.follow()).catch((e: unknown) => {
      // Nobody may be commanding anything: whether commits reach the disk is then asked here.
      if (outageOf(e)) void this.outage.look()
      throw e
    }).finally(() => (this.catching = null)))
  }

  private async follow(): Promise<void> {
    for (;;) {
      const rows = await readLog(this.parts.pool, this.head.position, 500)
      if (rows.length === 0) return
      await this.take(rows)
    }
  }

  private async take(rows: LogRow[]): Promise<void> {
    const events = rows.map((r) => JSON.parse(r.text) as LoggedEvent)
    const subjects = [...new Set(events.flatMap((e) => e.subjects))]
    const fetched = new Map<Ref, unknown>()
    for (;;) {
      // Again after each wait: a sweep may have let go of something meanwhile.
      const unread = subjects.filter((r) => !this.memory.has(r) && !fetched.has(r))
      if (unread.length === 0) break
      // States as stored may already include these rows; folding them again would count twice.
      for (const [r, state] of await fetchStatesBefore(this.parts.pool, this.kinds, unread, rows[0]!.position)) fetched.set(r, state)
    }
    const overlay = new Overlay(this.memory, this.kinds, fetched)
    for (const e of events) overlay.apply(e)
    const from = this.head.position
    const last = rows[rows.length - 1]!
    const views = this.features((f) => f.views, events, overlay)
    overlay.keep()
    this.head = { ...this.head, position: last.position, hash: last.hash }
    this.tell({ from, to: last.position, at: last.at, events, touched: overlay.touched(), views }, [])
  }

  /** Lets go of what is over, in documents and memory. */
  sweep(): void {
    for (const r of this.documents.sweep(this.parts.clock.now(), this.position)) {
      const at = r.indexOf(':')
      this.memory.set(r.slice(0, at), r.slice(at + 1), undefined)
    }
  }

  /** Refuses new commands, lets the queue drain and gives the connection back. */
  async stop(): Promise<void> {
    this.stopped = true
    this.outage.stop()
    await this.pumping
    this.line.close()
  }
}

const replayed = (a: CommandAnswer): CommandAnswer => (a.ok ? { ...a, replayed: true } : a)
/** Nothing was done; whoever asks again under the same id does it once. */
const unavailable = (cause: string): CommandAnswer => rejection('unavailable', { cause })
const isDuplicate = (e: unknown): boolean => (e as { code?: string } | null)?.code === '23505'
