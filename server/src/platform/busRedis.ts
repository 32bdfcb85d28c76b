import { createClient, RESP_TYPES, type RedisClientType } from 'redis'
import type { Bus } from './bus'
import { newId } from './ids'
import { keptQueue } from './keptQueue'
import type { Log } from './log'
import { subscribers } from './subscribers'

type Client = RedisClientType

/** A frozen Redis is noticed by its silence: pinged every second, given up after three. */
const PING_MS = 1000
const SILENCE_MS = 3000
/** Commands that may wait for the wire; beyond it the newest are dropped. */
const QUEUE = 10_000
/** A copy of positions that nobody renewed for a day is of no use. */
const KEEP_S = 86_400

const key = (name: string) => `liandong:${name}`

/** For ever, ever slower up to 3 s (what it hid must be repaired within 5), with jitter so that nodes don't come back in step. */
export const reconnectDelay = (retries: number, dice: () => number = Math.random) =>
  Math.min(3000, 100 * 2 ** Math.min(retries, 10)) * (0.5 + dice() / 2)

/** The client takes Buffers only; they share the bytes. */
const asBuffers = (fields: Record<string, Uint8Array>) =>
  Object.fromEntries(Object.entries(fields).map(([field, b]) => [field, Buffer.from(b.buffer, b.byteOffset, b.byteLength)]))

function connect(url: string, name: string, log: Log, onReady: () => void): Client {
  const client = createClient({
    url, name: `liandong-${name}`, commandsQueueMaxLength: QUEUE, pingInterval: PING_MS,
    socket: { connectTimeout: 3000, socketTimeout: SILENCE_MS, reconnectStrategy: (retries: number) => reconnectDelay(retries) },
  }) as unknown as Client
  let up: boolean | undefined
  // Without this listener a lost Redis would end the process. Only the change is worth a line.
  client.on('error', (error: Error) => {
    if (up !== false) log.warn({ client: name, error: error.message }, 'redis is away')
    up = false
  })
  client.on('ready', () => {
    if (up !== true) log.info({ client: name }, 'redis is there')
    up = true
    onReady()
  })
  client.connect().catch((error: Error) => log.debug({ client: name, error: error.message }, 'redis connection given up'))
  return client
}

export interface RedisBusParts {
  url: string
  log: Log
  /** Told each time a Redis that is there refuses to keep something (out of memory, read-only). */
  refused?(cause: string): void
}

/** The bus over Redis. Messages carry the sender's node, because this node has had its own already. */
export function redisBus({ url, log, refused = () => undefined }: RedisBusParts): Bus {
  const listeners = subscribers(log)
  const node = Buffer.from(newId())
  let open = true
  let dropped = 0

  const ups = new Set<() => void>()
  /** Both ways are needed to reach others; the second to come back says it. */
  const reached = () => {
    if (open && writer.isReady && reader.isReady) for (const fn of ups) fn()
  }

  const writer = connect(url, 'writer', log, () => {
    void queue.flush()
    reached()
  })
  const reader = connect(url, 'reader', log, () => void Promise.all([...listeners.topics()].map(follow)).then(reached))
  const queue = keptQueue(async (hash, fields) => {
    if (!writer.isReady) throw new Error('redis is away')
    try {
      await writer.multi().hSet(key(hash), asBuffers(fields)).expire(key(hash), KEEP_S).exec()
    } catch (error) {
      // A connection that just broke is no refusal.
      if (writer.isReady) refused((error as Error).message)
      throw error
    }
  })

  const receivers = new Map<string, (message: Buffer) => void>()
  const receive = (topic: string) => (message: Buffer) => {
    if (message.length >= node.length && !message.subarray(0, node.length).equals(node)) listeners.deliver(topic, message.subarray(node.length))
  }
  /** Asking twice for the same topic with the same receiver changes nothing, so it is asked again at each return. */
  const follow = (topic: string) => {
    const receiver = receivers.get(topic) ?? receive(topic)
    receivers.set(topic, receiver)
    return reader.subscribe(key(topic), receiver, true).catch(() => { /* asked again when it is back */ })
  }

  return {
    publish(topic, bytes) {
      queueMicrotask(() => {
        if (open) listeners.deliver(topic, bytes)
      })
      if (!open || !writer.isReady) {
        dropped += 1
        return
      }
      writer.publish(key(topic), Buffer.concat([node, bytes])).catch(() => { dropped += 1 })
    },
    subscribe(topic, fn) {
      const leave = listeners.add(topic, fn)
      if (open) void follow(topic)
      return leave
    },
    keep: (hash, fields) => {
      if (open) queue.put(hash, fields)
    },
    async kept(hash) {
      try {
        if (!writer.isReady) return new Map()
        const fields = await writer.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).hGetAll(key(hash))
        return new Map(Object.entries(fields as unknown as Record<string, Buffer>))
      } catch (error) {
        log.warn({ error: (error as Error).message }, 'the warm copy could not be read')
        return new Map()
      }
    },
    state: () => (open && writer.isReady && reader.isReady ? 'up' : 'down'),
    onUp(fn) {
      ups.add(fn)
      return () => ups.delete(fn)
    },
    async close() {
      if (!open) return
      open = false
      await queue.flush()
      if (dropped > 0) log.info({ dropped }, 'messages that found no redis')
      for (const client of [writer, reader]) if (client.isOpen) client.destroy()
    },
  }
}
