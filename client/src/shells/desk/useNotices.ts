import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'

/** What became of something that was wished, in words. */
export interface Notice {
  id: number
  text: string
  tone: 'done' | 'refused' | 'fault'
  /** The code or fault number behind the words. */
  code?: string
  /** One thing to do about it, such as undoing or sending again. */
  act?: { name: string; key?: string; run(): void }
  /** Runs when it is dismissed. */
  dropped?(): void
}

const KEEP_MS = 8000
const MOST = 4

/** Good news leaves by itself; a refusal stays until somebody has read it. */
export function useNotices(): { list: Readonly<ShallowRef<readonly Notice[]>>; say(n: Omit<Notice, 'id'>): number; drop(id: number): void } {
  const list = shallowRef<readonly Notice[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let last = 0
  function drop(id: number): void {
    const notice = list.value.find((n) => n.id === id)
    clearTimeout(timers.get(id))
    timers.delete(id)
    list.value = list.value.filter((n) => n.id !== id)
    notice?.dropped?.()
  }
  function say(n: Omit<Notice, 'id'>): number {
    const id = ++last
    const kept = list.value.filter((o) => o.text !== n.text || o.tone === 'fault')
    const room = kept.length >= MOST ? kept.filter((o, i) => !(o.tone === 'done' && i < kept.length - MOST + 1)) : kept
    list.value = [...room, { ...n, id }]
    if (n.tone === 'done') timers.set(id, setTimeout(() => drop(id), KEEP_MS))
    return id
  }
  onBeforeUnmount(() => timers.forEach((t) => clearTimeout(t)))
  return { list, say, drop }
}
