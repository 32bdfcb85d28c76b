import { WebSocket } from 'ws'

/** What the server holds after a forced collection. */
export interface ServerSample {
  heapMb: number
  /** Timers, connections, servers and children that keep it alive; not the kept-alive connections of who asks over HTTP, nor what is just being read or written. */
  handles: number
  /** Entries of every Map and Set in its heap; null where nobody asked, for it takes a walk through all of it. */
  entries: number | null
}

/** Looks into the running server through Node's own inspector: the product needs no door for it. */
export interface ServerMeter {
  sample(withEntries: boolean): Promise<ServerSample>
  /** Runs an expression there. */
  evaluate<T>(expression: string): Promise<T>
  /** Calls a function there with an array of every object that has this prototype, given as an expression. */
  withAll<T>(prototype: string, fn: string): Promise<T>
  close(): void
}

interface Remote {
  result: { value?: unknown; objectId?: string }
  exceptionDetails?: { text: string; exception?: { description?: string } }
}

const HELD = `({
  heap: process.memoryUsage().heapUsed,
  handles: process.getActiveResourcesInfo().filter((kind) => !/Req|TCPSocketWrap/.test(kind)).length + process._getActiveHandles().filter((h) => h.remotePort !== undefined && !h.parser).length,
})`

/** @param port of `--inspect=127.0.0.1:PORT` */
export async function openServerMeter(port: number): Promise<ServerMeter> {
  const [target] = (await fetch(`http://127.0.0.1:${port}/json/list`).then((r) => r.json())) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(target!.webSocketDebuggerUrl, { maxPayload: 64 * 1024 * 1024 })
  await new Promise((done, fail) => socket.once('open', done).once('error', fail))
  const waiting = new Map<number, { done(v: unknown): void; fail(e: Error): void }>()
  let serial = 0
  socket.on('message', (data: Buffer) => {
    const m = JSON.parse(data.toString('utf8')) as { id?: number; result?: unknown; error?: { message: string } }
    const w = m.id === undefined ? undefined : waiting.get(m.id)
    if (!w) return
    waiting.delete(m.id!)
    if (m.error) w.fail(new Error(m.error.message))
    else w.done(m.result)
  })
  const ask = <T>(method: string, params: object = {}): Promise<T> => new Promise((done, fail) => {
    waiting.set(++serial, { done: done as (v: unknown) => void, fail })
    socket.send(JSON.stringify({ id: serial, method, params }))
  })
  const checked = (r: Remote): Remote => {
    if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description ?? r.exceptionDetails.text)
    return r
  }
  await ask('Runtime.enable')
  const evaluate = async <T>(expression: string): Promise<T> => checked(await ask<Remote>('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })).result.value as T
  async function withAll<T>(prototype: string, fn: string): Promise<T> {
    try {
      const of = checked(await ask<Remote>('Runtime.evaluate', { expression: prototype, objectGroup: 'meter' })).result.objectId
      const { objects } = await ask<{ objects: { objectId: string } }>('Runtime.queryObjects', { prototypeObjectId: of, objectGroup: 'meter' })
      return checked(await ask<Remote>('Runtime.callFunctionOn', { functionDeclaration: fn, objectId: objects.objectId, returnByValue: true })).result.value as T
    } finally {
      await ask('Runtime.releaseObjectGroup', { objectGroup: 'meter' })
    }
  }
  // What only inherits from them has no size of its own to ask.
  const SIZES = 'function () { let n = 0; for (const m of this) try { n += m.size } catch {} return n }'
  return {
    evaluate, withAll,
    async sample(withEntries) {
      const entries = !withEntries ? null : (await withAll<number>('Map.prototype', SIZES)) + (await withAll<number>('Set.prototype', SIZES))
      // Twice: what a finaliser lets go of is gone with the second.
      await ask('HeapProfiler.collectGarbage')
      await ask('HeapProfiler.collectGarbage')
      const { heap, handles } = await evaluate<{ heap: number; handles: number }>(HELD)
      return { heapMb: heap / 1e6, handles, entries }
    },
    close: () => socket.close(),
  }
}
