import { getCurrentInstance, inject, provide, type InjectionKey } from 'vue'
import type { Live } from './api'

const LIVE: InjectionKey<Live> = Symbol('live')
/** Vue doesn't hand a component what it provides itself; a shell's own setup needs it too. */
const provided = new WeakMap<object, Live>()

/** Hands the page's one live connection to everything below, and to the calling shell itself. */
export function provideLive(live: Live): void {
  provide(LIVE, live)
  const shell = getCurrentInstance()
  if (shell) provided.set(shell, live)
}

/** The page's live connection. Throws outside a shell. */
export function useLive(): Live {
  const shell = getCurrentInstance()
  const live = (shell && provided.get(shell)) ?? inject(LIVE, null)
  if (!live) throw new Error('useLive() outside a shell that provides the live connection')
  return live
}
