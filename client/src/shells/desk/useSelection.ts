import { computed, reactive, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Pane } from './keys'

export interface Selection {
  pane: ShallowRef<Pane>
  /** The chosen row of each pane; null where nothing is chosen. */
  chosen: Record<Pane, string | null>
  choose(pane: Pane, id: string | null): void
  /** To the next or previous row, or to an end; at the ends it stays. */
  move(pane: Pane, to: 1 | -1 | 'first' | 'last'): void
  /** The chosen row if it is still listed. */
  listed: (pane: Pane) => ComputedRef<string | null>
}

/** Which row to go to, from where a hand was; a row that has gone leaves the hand at its place. */
export function nextRow(ids: readonly string[], from: string | null, lastIndex: number, to: 1 | -1 | 'first' | 'last'): string | null {
  if (ids.length === 0) return null
  if (to === 'first') return ids[0]!
  if (to === 'last') return ids.at(-1)!
  const at = from === null ? -1 : ids.indexOf(from)
  // A row that has gone: its place is now held by the one that followed it.
  const base = at >= 0 ? at + to : from === null ? 0 : to === 1 ? lastIndex : lastIndex - 1
  return ids[Math.max(0, Math.min(ids.length - 1, base))]!
}

/** One hand over four lists. */
export function useSelection(rows: (pane: Pane) => readonly string[]): Selection {
  const pane = shallowRef<Pane>('queue')
  const chosen = reactive<Record<Pane, string | null>>({ queue: null, alerts: null, orders: null, dispatch: null })
  const index: Record<Pane, number> = { queue: 0, alerts: 0, orders: 0, dispatch: 0 }
  function choose(p: Pane, id: string | null): void {
    chosen[p] = id
    if (id !== null) index[p] = Math.max(0, rows(p).indexOf(id))
  }
  return {
    pane, chosen, choose,
    move: (p, to) => choose(p, nextRow(rows(p), chosen[p], index[p], to)),
    listed: (p) => computed(() => (chosen[p] !== null && rows(p).includes(chosen[p]) ? chosen[p] : null)),
  }
}
