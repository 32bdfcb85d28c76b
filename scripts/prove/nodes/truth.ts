import type { LoggedEvent, Mask } from '@liandong/shared/kernel/decider'
import { KINDS } from '@liandong/shared/areas'
import { genesis, link } from '../../../server/src/engine/chain'
import { Documents } from '../../../server/src/engine/documents'
import { Memory, Overlay } from '../../../server/src/engine/memory'
import { readHead, readLog } from '../../../server/src/engine/store'
import { engineOn, stillClock } from '../../../server/src/engine/testing/bench'
import type { Database } from '../../../server/src/platform/postgres'
import { History } from '../rig/history'

const PAGE = 1000
const BY_KIND = new Map(KINDS.map((k) => [k.kind, k]))

/**
 * What stood at every position, folded one event at a time from the log on disk: no node's memory, no node's state rows.
 * Everything else is held against it.
 */
export class Truth {
  readonly history = new History()
  readonly events: LoggedEvent[] = []
  epoch = ''
  position = 0
  private hash = ''
  private readonly memory = new Memory()
  private readonly documents = new Documents(BY_KIND)

  constructor(private readonly db: Database) {}

  /** Folds what has come since; throws when the chain of hashes is broken. */
  async follow(): Promise<void> {
    if (this.epoch === '') await this.begin()
    for (;;) {
      const rows = await readLog(this.db.pool, this.position, PAGE)
      if (rows.length === 0) return
      for (const row of rows) {
        this.hash = link(this.hash, row.text)
        if (row.position !== this.position + 1 || row.hash !== this.hash) throw new Error(`the log is broken at ${row.position}`)
        this.fold(JSON.parse(row.text) as LoggedEvent)
      }
    }
  }

  private async begin(): Promise<void> {
    const head = await readHead(this.db.pool, () => { throw new Error('there is no log yet') })
    this.epoch = head.epoch
    this.hash = genesis(head.seed)
    this.documents.onChange((c) => this.history.changed(this.epoch, c))
    this.history.opened(this.epoch, 0, this.documents)
  }

  private fold(e: LoggedEvent): void {
    const overlay = new Overlay(this.memory, BY_KIND, new Map())
    overlay.apply(e)
    overlay.keep()
    this.documents.publish({ from: this.position, to: e.position, at: e.at, events: [e], touched: overlay.touched(), views: [] })
    this.events.push(e)
    this.position = e.position
  }

  holds(mask: Mask, position: number, hash: string): boolean {
    return this.history.stood(this.epoch, mask, position, hash)
  }

  /** In what a node that starts now from the database's states would differ. A ladder may climb meanwhile: then it looks again. */
  async againstStates(): Promise<string[]> {
    for (let attempt = 0; ; attempt++) {
      const fresh = engineOn(this.db, stillClock(Date.now()))
      await fresh.open()
      await fresh.stop()
      await this.follow()
      if (fresh.position !== this.position && attempt < 20) continue
      const there = new History()
      there.opened(fresh.epoch, fresh.position, fresh.documents)
      return there.differences(this.history, this.epoch, 'desk')
    }
  }
}
