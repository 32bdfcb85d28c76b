import type { Log } from './log'
import { memoryBus } from './busMemory'
import { redisBus } from './busRedis'

/**
 * What nodes tell each other and may lose: tracks, wake-ups, the warm copy of latest positions. Nothing that must not be lost
 * goes this way; nodes follow the log from the database. No call throws or waits because the bus is away.
 */
export interface Bus {
  /**
   * Hands bytes to every subscriber of a topic: to those of this node soon and always, in order; to other nodes as long as
   * the bus is up. The bytes belong to the bus from then on: don't change them.
   */
  publish(topic: string, bytes: Uint8Array): void
  /** Calls `fn` for each message of a topic from now on. What it throws is logged and stops nobody else. Returns an unsubscribe. */
  subscribe(topic: string, fn: (bytes: Uint8Array) => void): () => void
  /** Keeps the newest value of each field, for a node that starts later. Written soon; while the bus is away only the newest waits. */
  keep(hash: string, fields: Record<string, Uint8Array>): void
  /** What is kept under a hash by any node; empty when the bus is away. Ask once at the start: a copy a day old is gone. */
  kept(hash: string): Promise<Map<string, Uint8Array>>
  /** Whether other nodes are reached. Without others (memory) always up. */
  state(): 'up' | 'down'
  /** Calls `fn` each time others are reached again: what was told meanwhile they have not heard. Returns an unsubscribe. */
  onUp(fn: () => void): () => void
  close(): Promise<void>
}

/** The bus of the settings: Redis when there is a URL, otherwise memory, which serves one node. */
export function openBus(redisUrl: string | undefined, log: Log, refused?: (cause: string) => void): Bus {
  return redisUrl === undefined ? memoryBus(log) : redisBus({ url: redisUrl, log, ...(refused ? { refused } : {}) })
}
