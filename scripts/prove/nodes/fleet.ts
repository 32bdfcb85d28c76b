import { setTimeout as pause } from 'node:timers/promises'
import { freshnessOf } from '../../../client/src/live/freshness'
import { FEEDS, LOST_AFTER_MS, tokenOf, UNITS, WITHIN_MS, type FeedName } from './register'
import type { Town, TownNode } from './town'

const EVERY_MS = 500
const PATIENCE_MS = 2000
const contract = { contract: 'periodic', withinMs: WITHIN_MS, lostAfterMs: LOST_AFTER_MS } as const

/** Two feeds, one per node, that report their units twice a second for as long as they are let. */
export class Fleet {
  /** The node a feed writes to; a balancer moves it when its node is gone. */
  readonly writesTo: Record<FeedName, 0 | 1> = { north: 0, south: 1 }
  /** Feeds that say nothing for now. */
  readonly silent = new Set<FeedName>()
  /** Newest fix of each unit that a node took with a yes. */
  readonly taken = new Map<string, number>()
  private running: Promise<unknown> | null = null
  private going = false
  private step = 0

  constructor(private readonly town: Town) {}

  start(): void {
    this.going = true
    this.running = Promise.all(FEEDS.map((f) => this.report(f)))
  }

  private async report(feed: FeedName): Promise<void> {
    while (this.going) {
      if (!this.silent.has(feed)) await this.send(feed)
      await pause(EVERY_MS)
    }
  }

  private async send(feed: FeedName): Promise<void> {
    const at = Date.now()
    const along = (++this.step % 2000) * 1e-5
    const mine = UNITS.filter((u) => u.feed === feed)
    const positions = mine.map((u, i) => ({ device: u.id, at, lon: 119.65 + along, lat: 29.11 + i * 1e-3, speedKmh: 5 }))
    try {
      const answer = await fetch(`http://127.0.0.1:${this.town.nodes[this.writesTo[feed]].server.port}/ingest/positions`, {
        method: 'POST', body: JSON.stringify({ positions }), signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(feed)}` },
      })
      if (!answer.ok) return
      const { accepted } = (await answer.json()) as { accepted: number }
      if (accepted === mine.length) for (const u of mine) this.taken.set(u.id, at)
    } catch {
      // Its node is away; the next report is newer anyway.
    }
  }

  /** Whether every screen of a node shows every unit of a feed within its contract, by the client's own rule. */
  isFresh(node: TownNode, feed: FeedName): boolean {
    return this.freshUnits(node, feed) === UNITS.filter((u) => u.feed === feed).length
  }

  /** Fewest units of a feed that any of the node's screens shows as fresh. */
  freshUnits(node: TownNode, feed: FeedName): number {
    return Math.min(...node.screens.map((s) => UNITS.filter((u) => {
      const at = u.feed === feed ? s.fixOf(u.id) : null
      return at !== null && freshnessOf(Date.now() - at, contract) === 'fresh'
    }).length))
  }

  async stop(): Promise<void> {
    this.going = false
    await this.running
  }
}
