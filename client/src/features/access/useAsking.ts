import { onScopeDispose, readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ReadError } from '../../live/readJson'

/** What a door said instead of yes: `status` 0 when nothing came, `waitS` counts down while it is too fast. */
export interface No {
  status: number
  code: string
  detail: Readonly<Record<string, string | number>>
}

export interface Asking {
  busy: Readonly<Ref<boolean>>
  no: Readonly<ShallowRef<No | null>>
  /** Seconds until it may be asked again; 0 when it may. */
  waitS: Readonly<Ref<number>>
  /** Asks a door. Null when it said no, and while another question is under way. */
  ask<T>(question: () => Promise<T>): Promise<T | null>
  clear(): void
}

const noOf = (e: unknown): No =>
  e instanceof ReadError ? { status: e.status, code: e.code, detail: (e as { detail?: No['detail'] }).detail ?? {} } : { status: 0, code: String(e), detail: {} }

/** One form's questions to the server: one at a time, what it said instead of yes, and how long to wait when it said "too fast". */
export function useAsking(): Asking {
  const busy = ref(false)
  const no = shallowRef<No | null>(null)
  const waitS = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  const stop = () => { clearInterval(timer); waitS.value = 0 }
  function wait(seconds: number): void {
    stop()
    if (!(seconds > 0)) return
    waitS.value = Math.ceil(seconds)
    timer = setInterval(() => {
      if (--waitS.value > 0) return
      stop()
      no.value = null
    }, 1000)
  }
  const clear = () => { stop(); no.value = null }
  onScopeDispose(stop)

  return {
    busy: readonly(busy), no, waitS: readonly(waitS), clear,
    async ask(question) {
      if (busy.value || waitS.value > 0) return null
      busy.value = true
      clear()
      try {
        return await question()
      } catch (e) {
        no.value = noOf(e)
        if (no.value.code === 'too-fast') wait(Number(no.value.detail.retryAfterS ?? 1))
        return null
      } finally {
        busy.value = false
      }
    },
  }
}
