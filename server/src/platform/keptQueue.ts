/** Fields that wait to be kept: only the newest value of each, so that it never outgrows the fleet. */
export interface KeptQueue {
  put(hash: string, fields: Record<string, Uint8Array>): void
  /** Writes what waits; settles when it is written or has failed (then it waits for the next flush). Never throws. */
  flush(): Promise<void>
  /** Fields that wait. */
  waiting(): number
}

/** Fields that may wait; beyond it the ones longest untouched go. */
const MOST = 100_000
/** Values put together within this time travel together. */
const GATHER_MS = 20

/** A queue in front of a write that may fail at any time. One write at a time: what comes meanwhile is merged. */
export function keptQueue(write: (hash: string, fields: Record<string, Uint8Array>) => Promise<unknown>, most = MOST): KeptQueue {
  const waiting = new Map<string, { hash: string; field: string; bytes: Uint8Array }>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  const add = (hash: string, field: string, bytes: Uint8Array) => {
    const id = `${hash}\0${field}`
    waiting.delete(id)
    waiting.set(id, { hash, field, bytes })
    if (waiting.size > most) for (const oldest of waiting.keys()) {
      waiting.delete(oldest)
      break
    }
  }

  const writeAll = async () => {
    const batch = [...waiting.values()]
    waiting.clear()
    const byHash = grouped(batch)
    for (const [hash, entries] of byHash) {
      try {
        await write(hash, Object.fromEntries(entries.map((e) => [e.field, e.bytes])))
      } catch {
        // Back into the line, unless a newer value came meanwhile.
        for (const e of entries) if (!waiting.has(`${e.hash}\0${e.field}`)) add(e.hash, e.field, e.bytes)
      }
    }
  }

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size === 0) return writing ?? Promise.resolve()
    const before = writing ?? Promise.resolve()
    const mine: Promise<void> = before.then(writeAll).finally(() => {
      if (writing === mine) writing = undefined
    })
    writing = mine
    return mine
  }

  return {
    put(hash, fields) {
      for (const [field, bytes] of Object.entries(fields)) add(hash, field, bytes)
      timer ??= setTimeout(() => void flush(), GATHER_MS).unref()
    },
    flush,
    waiting: () => waiting.size,
  }
}

function grouped<E extends { hash: string }>(entries: E[]): Map<string, E[]> {
  const map = new Map<string, E[]>()
  for (const entry of entries) {
    const list = map.get(entry.hash)
    if (list) list.push(entry)
    else map.set(entry.hash, [entry])
  }
  return map
}
