import { shallowRef } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'late' | 'trust' | 'restored'
}

/** A short list of words that leave by themselves: newest last, at most `max`, each for `keepMs`. */
export function createToasts(keepMs = 6000, max = 4) {
  const list = shallowRef<readonly Toast[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let next = 1

  function drop(id: number): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
    list.value = list.value.filter((t) => t.id !== id)
  }

  function say(text: string, tone: Toast['tone'] = 'plain'): number {
    const id = next++
    for (const old of list.value.slice(0, Math.max(0, list.value.length - max + 1))) drop(old.id)
    list.value = [...list.value, { id, text, tone }]
    timers.set(id, setTimeout(() => drop(id), keepMs))
    return id
  }

  function stop(): void {
    for (const t of timers.values()) clearTimeout(t)
    timers.clear()
  }

  return { list, say, drop, stop }
}
