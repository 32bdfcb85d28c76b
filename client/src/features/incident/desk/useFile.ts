import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import { useLive } from '../../../live/useLive'
import { useIncidentVersion } from './version'
import type { IncidentFile } from './file'

export interface FileView {
  file: Readonly<ShallowRef<IncidentFile | null>>
  state: Readonly<ShallowRef<'loading' | 'ready' | 'failed'>>
  code: Readonly<ShallowRef<string>>
  /** Server instant of the last good reading. */
  readAt: Readonly<ShallowRef<number | null>>
  again(): void
}

/** Changes of one commit arrive together; one reading follows them. */
const GATHER_MS = 150

/**
 * The file of an incident, read again whenever the mirror shows that something about it changed. A reading
 * that fails keeps the last good one and says so; an answer that was overtaken is dropped.
 */
export function useFile(incidentId: () => string | null): FileView {
  const live = useLive()
  const file = shallowRef<IncidentFile | null>(null)
  const state = shallowRef<'loading' | 'ready' | 'failed'>('loading')
  const code = shallowRef('')
  const readAt = shallowRef<number | null>(null)
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    const id = incidentId()
    const mine = ++run
    if (!id) return
    try {
      const answer = await live.read<IncidentFile>(`/api/incidents/${encodeURIComponent(id)}/file`)
      if (mine !== run) return
      file.value = answer
      state.value = 'ready'
      readAt.value = live.clock.now()
    } catch (e) {
      if (mine !== run) return
      state.value = 'failed'
      code.value = e !== null && typeof e === 'object' && 'code' in e ? String(e.code) : String(e)
    }
  }

  watch(incidentId, () => {
    file.value = null
    state.value = 'loading'
    void read()
  }, { immediate: true })
  watch(useIncidentVersion(incidentId), () => {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), GATHER_MS)
  })
  watch(() => live.connection.value.state, (now, before) => {
    if (now === 'live' && before !== 'live') void read()
  })
  onBeforeUnmount(() => { clearTimeout(timer); run++ })
  return { file, state, code, readAt, again: () => void read() }
}
