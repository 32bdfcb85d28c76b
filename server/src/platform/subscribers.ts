import type { Log } from './log'

type Listener = (bytes: Uint8Array) => void

/** Who listens to what on this node. */
export interface Subscribers {
  add(topic: string, fn: Listener): () => void
  topics(): Iterable<string>
  /** Calls everyone who listens at that moment. */
  deliver(topic: string, bytes: Uint8Array): void
}

/** An empty list. One listener's error is logged and keeps nobody else from hearing. */
export function subscribers(log: Log): Subscribers {
  const byTopic = new Map<string, Set<{ fn: Listener }>>()
  return {
    add(topic, fn) {
      // Wrapped, so that the same function may subscribe twice and leave once.
      const entry = { fn }
      const set = byTopic.get(topic) ?? new Set()
      byTopic.set(topic, set.add(entry))
      return () => {
        set.delete(entry)
        if (set.size === 0 && byTopic.get(topic) === set) byTopic.delete(topic)
      }
    },
    topics: () => byTopic.keys(),
    deliver(topic, bytes) {
      for (const { fn } of [...(byTopic.get(topic) ?? [])]) {
        try {
          fn(bytes)
        } catch (error) {
          log.error({ topic, error }, 'a subscriber of the bus failed')
        }
      }
    },
  }
}
