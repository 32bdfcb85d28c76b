import { shallowRef, type ShallowRef } from 'vue'

/** A question before an act: what, its consequence, and whether words are wanted. */
export interface Ask {
  title: string
  note: string
  verb: string
  needs: 'nothing' | 'reason' | 'text'
  run(words: string): void
}

/** One question at a time; a newer one takes the place of an older. */
export function useAsk(): { ask: ShallowRef<Ask | null>; put(a: Ask): void; close(): void } {
  const ask = shallowRef<Ask | null>(null)
  return { ask, put: (a) => { ask.value = a }, close: () => { ask.value = null } }
}
