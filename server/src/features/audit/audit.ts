import pg from 'pg'
import { createRepeats, entryOf, MINUTE_MS, type AuditEntry } from '@liandong/shared/audit/audit'
import type { AuditNote } from '@liandong/shared/audit/contract'
import { AUDIT_ANCHOR, readAnchor, writeAnchor } from '../../engine/anchor'
import { connectionTo } from '../../platform/postgres'
import { append, chained, findHead, guardOf, readHead, stands, type AuditHead, type AuditRow } from './chain'

export interface AuditParts {
  /** A pool of the audit's own: what is written here waits for nobody and nobody waits for it. See `auditPool`. */
  pool: pg.Pool
  /** Real time in UTC milliseconds, also in the demonstration. */
  clock: { now(): number; afterReal(ms: number, fn: () => void): () => void }
  newId(): string
  log: { info(o: object, m: string): void; warn(o: object, m: string): void; error(o: object, m: string): void }
  /** Where the head is noted outside the database. */
  dataDir: string
  /** Told when records wait for the database (`cause`) and when they are all written again (null). */
  onTrouble?(cause: string | null): void
  /** Told when the chain in the database ends before the last anchor: somebody cut it. */
  onShort?(position: number, before: number): void
}

/** Records that may wait in memory; what comes beyond is counted, and the chain says how many. */
export const MOST_WAITING = 10_000
const GROUP = 300
const RETRY_MS = 1000
const STOP_MS = 3000
const MOST_TRIES = 50

interface Item {
  entry: AuditEntry
  written?: () => void
  failed?: (e: unknown) => void
}

/** A statement that takes longer is given up: whoever waits for a record hears so. */
const STATEMENT_MS = 5000

/** Connections of the audit's own, so that neither an attack nor an export stands in a commit's way. */
export function auditPool(url: string): pg.Pool {
  const pool = new pg.Pool({ ...connectionTo(url), max: 2, statement_timeout: STATEMENT_MS, query_timeout: 2 * STATEMENT_MS, idleTimeoutMillis: 60_000 })
  // A connection that breaks is replaced at the next use; without listeners it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Opens the audit and begins its chain where there is none. Throws when the database can't be read. */
export async function openAudit(p: AuditParts): Promise<Audit> {
  const last = await readAnchor(p.dataDir, AUDIT_ANCHOR)
  const guard = await guardOf(p.pool)
  const said = { guard, position: last?.position ?? 0 }
  if (guard === 'trigger-only') p.log.warn(said, 'the audit has no role of its own: the role of DATABASE_URL could take its trigger away, and only the anchors would tell')
  else p.log.info(said, 'audit')
  return new Audit(p, await readHead(p.pool, p.newId), last?.position ?? 0)
}

/** Everything worth knowing afterwards about who did what to the console itself. One chain, shared by all nodes. */
export class Audit {
  /** Records that must be written before something may happen; they go before the others. */
  private first: Item[] = []
  private queue: Item[] = []
  private readonly repeats = createRepeats()
  private cancelMinute: (() => void) | null = null
  private cancelRetry: (() => void) | null = null
  private running: Promise<void> | null = null
  private lost = 0
  private trouble: string | null = null
  /** A statement that was sent and whose answer never came. */
  private doubt: { items: Set<Item>; last: AuditRow } | null = null
  private stopped = false

  /** @param anchored position of the last anchor outside the database */
  constructor(private readonly p: AuditParts, private known: AuditHead, private anchored: number) {}

  /** Position and hash of the last record this node knows. */
  get head(): { position: number; hash: string } {
    return { position: this.known.position, hash: this.known.hash }
  }

  /** Records that wait for the database, and those that found no room. */
  get waiting(): { records: number; lost: number } {
    return { records: this.queue.length + this.first.length, lost: this.lost }
  }

  /** Records something that happened. Never throws and never waits; repeated refusals of a minute share a record. */
  note(n: AuditNote): void {
    if (this.stopped) return void this.lost++
    const entry = entryOf(n, this.p.clock.now())
    if (entry.result !== 'refused') return this.push([entry])
    this.push(this.repeats.take(entry))
    this.cancelMinute ??= this.p.clock.afterReal(MINUTE_MS - (entry.at % MINUTE_MS), () => this.endMinute())
  }

  /** A refusal by policy at a door, a command or a socket: `code` is what was answered. */
  denied(n: Omit<AuditNote, 'act' | 'result' | 'detail'> & { code: string }): void {
    this.note({ ...n, act: 'denied', result: 'refused', detail: { code: n.code } })
  }

  /**
   * Records what must not happen unrecorded: resolves once it is on disk, rejects when it can't be written now. Whoever waits for it
   * does the act afterwards or not at all.
   */
  noteFirst(n: AuditNote): Promise<void> {
    if (this.stopped) return Promise.reject(new Error('the audit has stopped'))
    return new Promise((written, failed) => {
      this.first.push({ entry: entryOf(n, this.p.clock.now()), written, failed })
      this.kick()
    })
  }

  /** Notes the head outside the database and in the log, when it has moved. Called at an interval and at a stop. */
  async anchor(): Promise<void> {
    const head = await findHead(this.p.pool)
    if (!head || head.position === this.anchored) return
    if (head.position < this.anchored) this.p.onShort?.(head.position, this.anchored)
    await writeAnchor(this.p.dataDir, { position: head.position, hash: head.hash, at: this.p.clock.now() }, AUDIT_ANCHOR)
    this.p.log.info({ position: head.position, hash: head.hash }, 'audit head')
    this.anchored = head.position
  }

  /** Writes what waits, the counts of the running minute too, within a few seconds. What the database doesn't take then is lost and said. */
  async stop(): Promise<void> {
    if (this.stopped) return
    this.endMinute()
    this.stopped = true
    this.cancelRetry?.()
    this.kick()
    let cancel = () => {}
    await Promise.race([this.settled(), new Promise<void>((r) => { cancel = this.p.clock.afterReal(STOP_MS, r) })])
    cancel()
    const { records, lost } = this.waiting
    if (records + lost > 0) this.p.log.error({ records: records + lost }, 'audit records were lost at the stop')
    else await this.anchor().catch((e: unknown) => this.p.log.error({ error: String(e) }, 'the head of the audit could not be noted'))
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    while (this.running) await this.running
  }

  private endMinute(): void {
    this.cancelMinute?.()
    this.cancelMinute = null
    this.push(this.repeats.end())
  }

  private push(entries: AuditEntry[]): void {
    if (entries.length === 0) return
    const room = Math.max(0, MOST_WAITING - this.queue.length)
    this.lost += Math.max(0, entries.length - room)
    for (const entry of entries.slice(0, room)) this.queue.push({ entry })
    // While it waits for the database the next try is on its way.
    if (!this.cancelRetry) this.kick()
  }

  private kick(): void {
    this.running ??= this.drain().finally(() => {
      this.running = null
      // What came between the last look and now; while a retry is on its way only what somebody waits for.
      if (this.first.length > 0 || (this.queue.length > 0 && !this.cancelRetry && !this.stopped)) this.kick()
    })
  }

  private async drain(): Promise<void> {
    // Everything noted in this turn of the loop shares the statement.
    await Promise.resolve()
    for (;;) {
      try {
        await this.settleDoubt()
        this.confess()
        const group = [...this.first, ...this.queue.slice(0, GROUP)].slice(0, GROUP)
        if (group.length === 0) return this.tell(null)
        await this.write(group)
      } catch (e) {
        return this.later(e)
      }
    }
  }

  /** Says in the chain itself how many records found no room. */
  private confess(): void {
    if (this.lost === 0 || this.queue.length >= MOST_WAITING) return
    this.queue.push({ entry: entryOf({ act: 'audit-lost', where: 'audit' }, this.p.clock.now(), this.lost) })
    this.lost = 0
  }

  private async write(group: Item[]): Promise<void> {
    for (let i = 0; i < MOST_TRIES; i++) {
      const rows = chained(this.known, group.map((g) => g.entry))
      const last = rows[rows.length - 1]!
      this.doubt = { items: new Set(group), last }
      const moved = await append(this.p.pool, this.known, rows)
      this.doubt = null
      if (moved) return this.done(new Set(group), last)
      this.known = await readHead(this.p.pool, this.p.newId)
    }
    throw new Error('the head of the audit kept moving')
  }

  /** Finds out whether the statement whose answer was lost was carried out, so that nothing is written twice. */
  private async settleDoubt(): Promise<void> {
    const { doubt } = this
    if (!doubt) return
    const there = await stands(this.p.pool, doubt.last)
    this.doubt = null
    if (there) this.done(doubt.items, doubt.last)
  }

  private done(items: Set<Item>, last: AuditRow): void {
    this.known = { ...this.known, position: last.position, hash: last.hash }
    this.first = this.first.filter((i) => !items.has(i))
    this.queue = this.queue.filter((i) => !items.has(i))
    for (const i of items) i.written?.()
  }

  /** The database doesn't take them now: who waits is told so, the rest is kept and tried again. */
  private later(e: unknown): void {
    const told = this.first
    this.first = []
    for (const i of told) i.failed?.(e)
    this.tell(e instanceof Error ? e.message : String(e))
    this.cancelRetry?.()
    this.cancelRetry = null
    if (this.stopped || this.queue.length === 0) return
    this.cancelRetry = this.p.clock.afterReal(RETRY_MS, () => {
      this.cancelRetry = null
      this.kick()
    })
  }

  private tell(cause: string | null): void {
    if (this.trouble === cause) return
    this.trouble = cause
    this.p.onTrouble?.(cause)
  }
}
