import type { Page } from 'playwright-core'
import type { ServerMeter } from './serverMeter'

/** Bugs put in on purpose while everything runs; each must turn its own side red. */

/** A page that listens once more at every change and remembers what changed. */
export const leakInPage = (page: Page): Promise<void> => page.evaluate(() => {
  const { wallLive } = window as unknown as { wallLive: { onChange(kind: string, fn: (ids: ReadonlySet<string>) => void): void; collection(kind: string): { value: ReadonlyMap<string, unknown> } } }
  const kept: unknown[] = []
  Object.assign(window, { leakKept: kept })
  wallLive.onChange('incident', (ids) => {
    kept.push([...ids].map((id) => JSON.stringify(wallLive.collection('incident').value.get(id))))
    document.addEventListener('leak', () => kept.length)
  })
})

/** A server that remembers every change it told its gateway, and begins a timer each time: its documents are found in its heap and listened to. */
export async function leakInServer(meter: ServerMeter): Promise<void> {
  const found = await meter.withAll<number>('Object.prototype', `function () {
    let n = 0
    for (const o of this) {
      const p = Object.getPrototypeOf(o)
      if (p === Object.prototype || p === null || typeof p !== 'object') continue
      const has = (name) => typeof Object.getOwnPropertyDescriptor(p, name)?.value === 'function'
      if (!has('onChange') || !has('entries') || !has('put')) continue
      const kept = (globalThis.leakKept ??= [])
      o.onChange((c) => { setInterval(() => kept.length, 3600000); kept.push(JSON.parse(JSON.stringify(c.documents.map((d) => [d.ref, d.after?.texts.desk ?? null])))) })
      n++
    }
    return n
  }`)
  if (found !== 1) throw new Error(`the leak was to go into one set of documents, not into ${found}`)
}
