import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { readJson } from '../../live/readJson'
import { useLive } from '../../live/useLive'
import { loadDistrictMap, type DistrictMap, type MapFile } from './mapFile'

const RETRY_MS = 5_000

export interface UseDistrictMap {
  map: Readonly<ShallowRef<DistrictMap | null>>
  /** When the next try comes after a failure (monotonic ms), else null. */
  retryAt: Readonly<ShallowRef<number | null>>
}

/** The district and its map files; tried again until they are here, and again when another district is served. */
export function useDistrictMap(): UseDistrictMap {
  const live = useLive()
  const map = shallowRef<DistrictMap | null>(null)
  const retryAt = shallowRef<number | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let generation = 0

  async function load(): Promise<void> {
    const mine = ++generation
    clearTimeout(timer)
    try {
      const found = await loadDistrictMap((p) => live.read(p), (url) => readJson<MapFile>(new URL(url, location.href)), live.connection.value.demo)
      if (mine !== generation) return
      map.value = found
      retryAt.value = null
    } catch {
      if (mine !== generation) return
      retryAt.value = performance.now() + RETRY_MS
      timer = setTimeout(() => void load(), RETRY_MS)
    }
  }
  // Whether this is a demonstration is known once the server has said hello.
  // Two sources, not one array: a new array would count as a change with every position of the log.
  watch([() => live.connection.value.district, () => live.connection.value.demo], ([district]) => {
    if (district !== null) void load()
  }, { immediate: true })
  onScopeDispose(() => {
    generation++
    clearTimeout(timer)
  })
  return { map, retryAt }
}
