import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Feed } from '../../live/freshness'
import { useLive } from '../../live/useLive'
import { troublesOf, type Trouble } from './troubles'

/** The green word stands this long after a restoration. */
export const RESTORED_MS = 10_000

/** Positions follow the documents; a feed that was never heard by then is silent. */
const FIRST_FIX_MS = 15_000
/** After a reconnection positions take a moment to catch up; until then the feeds are not blamed. */
const CATCH_UP_MS = 5000

export interface Troubles {
  list: ComputedRef<Trouble[]>
  /** Troubles that ended within the last ten seconds. */
  restored: Readonly<ShallowRef<readonly Trouble[]>>
}

/** What is wrong with the picture now, and what has just been put right. */
export function useTroubles(feeds: Readonly<{ value: readonly Feed[] }>): Troubles {
  const live = useLive()
  const openedAt = performance.now()
  const list = computed(() => {
    void live.clock.second.value
    const c = live.connection.value
    const caughtUp = c.state !== 'live' || performance.now() - c.since > CATCH_UP_MS
    return troublesOf(c, caughtUp ? feeds.value : [], performance.now() - openedAt > FIRST_FIX_MS)
  })
  const restored = shallowRef<readonly Trouble[]>([])
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const keys = computed(() => list.value.map((t) => t.key).join())
  let before: readonly Trouble[] = []

  watch(keys, () => {
    const now = new Set(list.value.map((t) => t.key))
    const ended = before.filter((t) => !now.has(t.key))
    before = list.value
    // A feed named again while its word is still green is in trouble, not restored.
    restored.value = [...restored.value.filter((t) => !now.has(t.key)), ...ended]
    for (const t of ended) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        restored.value = restored.value.filter((r) => r !== t)
      }, RESTORED_MS)
      timers.add(timer)
    }
  }, { immediate: true })
  onBeforeUnmount(() => timers.forEach(clearTimeout))
  return { list, restored }
}
