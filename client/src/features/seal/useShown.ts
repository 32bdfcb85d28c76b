import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { browserTimers, type Timers } from '../../live/timers'
import { SHOWN_MS } from './caller'

export interface Shown {
  ref: string
  text: string
  /** Whole seconds until it is hidden. */
  left: number
}

/** At most one opened text, for a minute; it goes at once when it is hidden, another is opened or its place leaves the screen. */
export function useShown(timers: Timers = browserTimers): { shown: Readonly<ShallowRef<Shown | null>>; show(ref: string, text: string): void; hide(): void } {
  const shown = shallowRef<Shown | null>(null)
  let timer: unknown = null

  function hide(): void {
    if (timer !== null) timers.clear(timer)
    timer = null
    shown.value = null
  }
  function tick(until: number): void {
    const left = Math.ceil((until - timers.now()) / 1000)
    if (!shown.value || left <= 0) return hide()
    shown.value = { ...shown.value, left }
    timer = timers.set(() => tick(until), 1000)
  }
  function show(ref: string, text: string): void {
    hide()
    shown.value = { ref, text, left: SHOWN_MS / 1000 }
    tick(timers.now() + SHOWN_MS)
  }
  onScopeDispose(hide)
  return { shown, show, hide }
}
