/** Where nodes tell each other how far the log has come. */
const TOPIC = 'log'

export interface WakeParts {
  engine: { readonly position: number; catchUp(): Promise<void>; onCommitted(fn: (c: { to: number }) => void): () => void }
  bus: { publish(topic: string, bytes: Uint8Array): void; subscribe(topic: string, fn: (bytes: Uint8Array) => void): () => void }
  /** Told when the log can't be read; the next wake-up or poll tries again. */
  trouble(cause: string): void
}

/**
 * Follows the changes of other nodes: woken by the bus, and by `poll`, which the caller repeats slowly, in case
 * a wake-up was lost or a commit of our own reached the disk after its connection broke. Neither ever throws.
 */
export function followOthers(p: WakeParts): { poll(): void; stop(): void } {
  const poll = () => void p.engine.catchUp().catch((e: unknown) => p.trouble(String(e)))
  const leave = p.bus.subscribe(TOPIC, (bytes) => {
    // What this node said itself comes back to it, and is no news.
    if (Number(new TextDecoder().decode(bytes)) > p.engine.position) poll()
  })
  const quiet = p.engine.onCommitted((c) => p.bus.publish(TOPIC, new TextEncoder().encode(String(c.to))))
  return {
    poll,
    stop() {
      leave()
      quiet()
    },
  }
}
