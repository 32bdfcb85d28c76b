import type { Bus } from './bus'
import type { Log } from './log'
import { subscribers } from './subscribers'

/** The bus of a single node: nothing leaves the process, and what is kept ends with it. */
export function memoryBus(log: Log): Bus {
  const listeners = subscribers(log)
  const kept = new Map<string, Map<string, Uint8Array>>()
  let open = true
  return {
    publish(topic, bytes) {
      // Later, like its twin: a publisher must never find its own message half way through its own work.
      queueMicrotask(() => {
        if (open) listeners.deliver(topic, bytes)
      })
    },
    subscribe: (topic, fn) => listeners.add(topic, fn),
    keep(hash, fields) {
      const map = kept.get(hash) ?? new Map<string, Uint8Array>()
      for (const [field, bytes] of Object.entries(fields)) map.set(field, bytes)
      kept.set(hash, map)
    },
    kept: (hash) => Promise.resolve(new Map(kept.get(hash))),
    state: () => (open ? 'up' : 'down'),
    // Nobody else is ever out of reach.
    onUp: () => () => undefined,
    close() {
      open = false
      return Promise.resolve()
    },
  }
}
