import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import { useLive } from './useLive'

/** As long as the tint of a changed row takes to fade. */
const TINT_MS = 1500

/** The ids of a kind that changed within the last moments, for row tints; a snapshot tints nothing. */
export function useChanged(kind: string): Readonly<ShallowRef<ReadonlySet<string>>> {
  const changed = shallowRef<ReadonlySet<string>>(new Set())
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = useLive().onChange(kind, (ids) => {
    if (ids.size === 0) return
    changed.value = new Set([...changed.value, ...ids])
    clearTimeout(timer)
    timer = setTimeout(() => { changed.value = new Set() }, TINT_MS)
  })
  onBeforeUnmount(() => { stop(); clearTimeout(timer) })
  return changed
}
