import type pg from 'pg'
import { FAIL_POINTS, failPoint } from '../platform/failPoint'
import type { Engine } from './engine'
import type { EngineClock, EngineLog, JobPut } from './types'

/**
 * A claimed job is ours for this long. Short, because a killed or frozen node's jobs wait for it: with the longest
 * wait between two looks they fire at most 2 s late. A live node may outlast it; then two run the job, and the
 * command's id lets it have one effect.
 */
const LEASE_MS = 1000
/** A job that a fault kept from its effect is tried again after a lease, then ever more slowly, up to this. */
const MAX_RETRY_MS = 30_000
/** Nobody's: a lease further off than any we give was written before the database's clock was set back. */
const FREE = `leased_until not between now() and now() + interval '${MAX_RETRY_MS} milliseconds'`
const MAX_WAIT_MS = 1000
const CLAIM = 64
/** A change of the database's clock against ours beyond this is a step, not drift. */
const STEP_MS = 2000

export interface JobTrouble {
  (trouble: { kind: 'clock-step'; byMs: number } | { kind: 'job-fails'; id: string; attempts: number } | { kind: 'jobs-unreachable'; cause: string }): void
}

/**
 * Fires commands when they are due: claimed on a short lease, submitted under the job's own id (so that a
 * second run answers "already done") and removed once answered. Needs no cancelling: a command that is no
 * longer true is refused.
 */
export class Jobs {
  private cancel: (() => void) | null = null
  private nextDue = -Infinity
  private running: Promise<void> | null = null
  private stopped = false
  /** The database's clock minus ours, taken at the start and followed slowly; a step is not followed. */
  private offset: number | null = null
  /** How late the last fired jobs were, in clock milliseconds. */
  lateness: number[] = []

  constructor(private readonly parts: { pool: pg.Pool; engine: Engine; clock: EngineClock; log: EngineLog; trouble: JobTrouble }) {
    parts.engine.onJobs((jobs) => this.note(jobs))
  }

  start(): void {
    this.kick()
  }

  /** Looks again now: after a job was written for sooner, or the scenario clock was moved. */
  kick(): void {
    if (this.stopped) return
    this.nextDue = -Infinity
    this.arm(0)
  }

  private note(jobs: JobPut[]): void {
    const soonest = Math.min(...jobs.map((j) => j.due))
    if (soonest >= this.nextDue) return
    this.nextDue = soonest
    this.arm(this.waitFor(soonest))
  }

  private waitFor(due: number): number {
    const { rate } = this.parts.clock.mapping()
    return Math.max(0, Math.min(MAX_WAIT_MS, (due - this.parts.clock.now()) / Math.max(rate, 0.001)))
  }

  private arm(ms: number): void {
    this.cancel?.()
    // Monotonic: a step of the wall clock neither shortens nor lengthens a wait.
    this.cancel = this.parts.clock.afterReal(ms, () => void this.turn())
  }

  private async turn(): Promise<void> {
    if (this.running || this.stopped) return
    let failed = false
    this.running = this.fire()
      .catch((e: unknown) => {
        failed = true
        this.parts.trouble({ kind: 'jobs-unreachable', cause: String(e) })
      })
      .finally(() => { this.running = null })
    await this.running
    // A database that is away is asked again, but not in a ring.
    if (!this.stopped) this.arm(failed || this.parts.engine.outage.cause ? MAX_WAIT_MS : this.waitFor(this.nextDue))
  }

  private async fire(): Promise<void> {
    // What is claimed now would be refused, and then wait for its lease to end.
    while (!this.parts.engine.outage.cause) {
      const now = await this.databaseNow()
      const claimed = await this.claim(now)
      if (claimed.length === 0) break
      if (FAIL_POINTS) failPoint('job.claimed')
      await Promise.all(claimed.map((j) => this.run(j, now)))
    }
    // A job written while this is asked is told by `note` and perhaps not by the answer: the sooner one counts.
    this.nextDue = Infinity
    const next = await this.parts.pool.query<{ due: number | null }>(`select min(due) as due from job where ${FREE}`)
    this.nextDue = Math.min(this.nextDue, next.rows[0]?.due ?? Infinity)
  }

  /** The database's clock in scenario time, immune to a step of either. */
  private async databaseNow(): Promise<number> {
    const { origin, anchorReal, rate } = this.parts.clock.mapping()
    const r = await this.parts.pool.query<{ ms: string }>('select extract(epoch from clock_timestamp()) * 1000 as ms')
    const mapped = origin + (Number(r.rows[0]?.ms) - anchorReal) * rate
    const offset = mapped - this.parts.clock.now()
    if (this.offset === null) this.offset = Math.abs(offset) < 60_000 * rate ? offset : 0
    const moved = (offset - this.offset) / Math.max(rate, 0.001)
    if (Math.abs(moved) > STEP_MS) this.parts.trouble({ kind: 'clock-step', byMs: Math.round(moved) })
    else this.offset = offset
    return this.parts.clock.now() + this.offset
  }

  private async claim(now: number): Promise<ClaimedJob[]> {
    const r = await this.parts.pool.query<ClaimedJob>(
      `update job set leased_until = now() + interval '${LEASE_MS} milliseconds', attempts = attempts + 1
       where id in (select id from job where due <= $1 and ${FREE} order by urgent desc, due limit ${CLAIM} for update skip locked)
       returning id, type, body, due, attempts`,
      [Math.floor(now)],
    )
    return r.rows
  }

  private async run(job: ClaimedJob, now: number): Promise<void> {
    const answer = await this.parts.engine.submit({ id: job.id, type: job.type, body: JSON.parse(job.body), actor: { kind: 'system', id: 'jobs' } })
    const again = !answer.ok && ('fault' in answer || answer.rejected === 'unavailable' || answer.rejected === 'too-fast')
    if (again) {
      if (job.attempts >= 5) this.parts.trouble({ kind: 'job-fails', id: job.id, attempts: job.attempts })
      const wait = Math.min(MAX_RETRY_MS, LEASE_MS * 2 ** (job.attempts - 1))
      await this.parts.pool.query(`update job set leased_until = now() + $2 * interval '1 millisecond' where id = $1`, [job.id, wait])
      return
    }
    this.lateness.push(now - job.due)
    if (this.lateness.length > 1000) this.lateness.splice(0, 500)
    if (FAIL_POINTS) failPoint('job.answered')
    await this.parts.pool.query('delete from job where id = $1', [job.id])
    if (FAIL_POINTS) failPoint('job.removed')
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.cancel?.()
    await this.running
  }
}

interface ClaimedJob {
  id: string
  type: string
  body: string
  due: number
  attempts: number
}
