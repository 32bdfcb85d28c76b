import { inject, provide, type InjectionKey } from 'vue'
import type { Live } from './api'

const LIVE: InjectionKey<Live> = Symbol('live')

/** Hands the page's one live connection to everything below; called by a shell. */
export const provideLive = (live: Live): void => provide(LIVE, live)

/** The page's live connection. Throws outside a shell. */
export function useLive(): Live {
  const live = inject(LIVE, null)
  if (!live) throw new Error('useLive() outside a shell that provides the live connection')
  return live
}
