import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Dice } from '../../../server/src/features/demo/dice'
import { until } from '../../../server/src/platform/processes'
import { checkLog } from '../rig/checkLog'
import { Disk } from '../rig/disk'
import { serverProcess, type ServerProcess } from '../rig/serverProcess'
import { Writers } from '../rig/writers'
import { embedded, installed, type EngineUnderTest } from './engines'
import { freezeAll } from './frozen'
import { beginBackup, leaveMarks, readMarks, tornPieces } from './pieces'

/** Room for five rounds of writing and a gigabyte of WAL that never comes to be. */
const DISK_MB = 768

export interface CutResult {
  what: string
  faults: string[]
  acknowledged: number
  lost: number
  /** Commands without an answer, and how many of them turned out to have been done. */
  open: number
  openDone: number
  wroteMs: number
  /** From the start of the process on the cut disk to ready. */
  readyMs: number
  /** Whether the unsynced mark was lost, as it must be where power really went. */
  markLost: boolean
}

/** A disk with a server and its database on it, whose power can be cut again and again. */
export class CutMachine {
  private readonly acknowledged = new Map<string, number>()
  private round = 0

  private constructor(private readonly disk: Disk, private readonly db: EngineUnderTest, private readonly server: ServerProcess, private readonly dataDir: string, private readonly dice: Dice, private readonly name: string) {}

  /** @param bin programs of an installed PostgreSQL, or null for the embedded one */
  static async make(bin: string | null, dice: Dice, name: string): Promise<CutMachine> {
    const disk = Disk.make(DISK_MB)
    try {
      const dataDir = join(disk.path, 'data')
      mkdirSync(dataDir)
      const db = bin === null ? embedded(dataDir) : await installed(disk.path, bin)
      return new CutMachine(disk, db, serverProcess({ dataDir, databaseUrl: db.url(), demo: 'off', env: { LOG_LEVEL: 'fatal' } }), dataDir, dice, name)
    } catch (e) {
      await disk.remove()
      throw e
    }
  }

  /** The power goes while the server starts for the first time: the folder is half made, the pack half in. */
  async cutFirstStart(): Promise<CutResult> {
    const wroteMs = this.dice.between(200, 6000)
    const started = this.server.start().catch(() => 0)
    await pause(wroteMs)
    return this.cut({ what: 'first start', wroteMs, writers: null, backup: null, after: started })
  }

  /** The power goes in the middle of writing. `sabotage` makes the database acknowledge too early. */
  async cutWriting(wroteMs: number, sabotage = false): Promise<CutResult> {
    if (this.server.pid === 0) await this.server.start()
    if (sabotage) await this.db.sabotage()
    const writers = new Writers(this.server, `${this.name}-${++this.round}`)
    writers.start(6, 10)
    const backupAt = this.dice.between(0, 1) * wroteMs
    await pause(backupAt)
    const backup = this.dice.chance(0.5) ? beginBackup(this.db.readUrl(), this.disk.path) : null
    await pause(wroteMs - backupAt)
    return this.cut({ what: sabotage ? 'acknowledges too early' : 'writing', wroteMs, writers, backup, after: null })
  }

  private async cut(c: { what: string; wroteMs: number; writers: Writers | null; backup: { answered: boolean } | null; after: Promise<unknown> | null }): Promise<CutResult> {
    leaveMarks(this.disk.path)
    await freezeAll(this.server.pid, () => this.db.pids())
    const written = c.backup ? { ...c.backup } : null
    await this.disk.snapshot()
    await this.server.killWithDatabase()
    for (const pid of this.db.pids()) process.kill(pid, 'SIGKILL')
    await until(() => this.db.pids().length === 0, 10_000)
    await c.writers?.stop()
    await c.after
    await this.disk.replace()
    const marks = readMarks(this.disk.path)
    const faults: string[] = marks.synced ? [] : ['a synced file is not there: the cut is not what it should be']
    for (const [id, position] of c.writers?.acknowledged ?? []) this.acknowledged.set(id, position)
    const result = { what: c.what, faults, acknowledged: c.writers?.acknowledged.size ?? 0, lost: 0, open: c.writers?.open.size ?? 0, openDone: 0, wroteMs: c.wroteMs, readyMs: 0, markLost: !marks.unsynced }
    try {
      await this.db.boot()
      result.readyMs = await this.server.start()
    } catch (e) {
      faults.push(`it does not open unaided: ${(e as Error).message}`)
      return result
    }
    faults.push(...tornPieces(this.disk.path, this.dataDir, written))
    if (await this.shutOut()) faults.push('a feed is shut out: its token is not what the database knows')
    const check = await checkLog(this.db.readUrl(), this.dataDir, this.acknowledged)
    faults.push(...check.faults)
    result.lost = check.lost
    if (c.writers && check.faults.length === 0) {
      const again = await c.writers.resend()
      result.openDone = again.before
      if (c.writers.open.size > 0) faults.push(`${c.writers.open.size} commands sent again were not accepted`)
      for (const [id, position] of c.writers.acknowledged) this.acknowledged.set(id, position)
      faults.push(...(await checkLog(this.db.readUrl(), this.dataDir, this.acknowledged)).faults)
    }
    return result
  }

  /** Whether any feed's token in the file is refused by the door. */
  private async shutOut(): Promise<boolean> {
    const tokens = JSON.parse(readFileSync(join(this.dataDir, 'ingest-tokens.json'), 'utf8')) as Record<string, string>
    for (const token of Object.values(tokens)) {
      const r = await fetch(`http://127.0.0.1:${this.server.port}/ingest/positions`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: '{"positions":[]}' })
      if (r.status === 401) return true
    }
    return false
  }

  async remove(): Promise<void> {
    await this.server.killWithDatabase()
    await this.disk.remove()
  }
}
