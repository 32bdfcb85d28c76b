import { createPinia, defineStore, storeToRefs, type Pinia } from 'pinia'
import { shallowRef, type ShallowRef } from 'vue'
import { ref } from '@liandong/shared/kernel/decider'
import type { Mirror } from './mirror'

type Documents = ReadonlyMap<string, unknown>

/** One shallow store per kind: documents are replaced as a whole, nothing inside them is made reactive. */
const storeOf = (kind: string) =>
  defineStore(`live/${kind}`, () => {
    const documents = shallowRef<Documents>(new Map())
    const take = (next: Documents) => void (documents.value = next)
    return { documents, take }
  })

export interface Collections {
  get<T>(kind: string): Readonly<ShallowRef<ReadonlyMap<string, T>>>
  onChange(kind: string, fn: (ids: ReadonlySet<string>) => void): () => void
  /** Takes over what changed in the mirror since the last call; parses each changed document once. */
  apply(): void
}

/** Keeps the stores equal to the mirror. Call `apply` at most once per frame. */
export function createCollections(mirror: Mirror, pinia: Pinia = createPinia()): Collections {
  const held = new Map<string, { source: Readonly<ShallowRef<Documents>>; take(next: Documents): void }>()
  const listeners = new Map<string, Set<(ids: ReadonlySet<string>) => void>>()
  const NONE: ReadonlySet<string> = new Set()

  function hold(kind: string) {
    let h = held.get(kind)
    if (!h) {
      const store = storeOf(kind)(pinia)
      held.set(kind, (h = { source: storeToRefs(store).documents, take: store.take }))
    }
    return h
  }

  function applyKind(kind: string, ids: ReadonlySet<string>): void {
    const h = hold(kind)
    const next = new Map(h.source.value)
    for (const id of ids) {
      const json = mirror.text(ref(kind, id))
      if (json === undefined) next.delete(id)
      else next.set(id, JSON.parse(json))
    }
    h.take(next)
  }

  return {
    get: <T>(kind: string) => hold(kind).source as unknown as Readonly<ShallowRef<ReadonlyMap<string, T>>>,
    onChange(kind, fn) {
      let set = listeners.get(kind)
      if (!set) listeners.set(kind, (set = new Set()))
      set.add(fn)
      return () => void set.delete(fn)
    },
    apply() {
      const { changed, snapshot } = mirror.drain()
      for (const [kind, ids] of changed) applyKind(kind, ids)
      for (const [kind, ids] of changed) for (const fn of listeners.get(kind) ?? []) fn(snapshot ? NONE : ids)
    },
  }
}
