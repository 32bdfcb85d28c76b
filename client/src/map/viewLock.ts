/** What may move a map by itself, and what stops it. Pure; the map obeys. */
export interface ViewLock {
  /** `auto`: fits itself when the set of incidents changes. `held`: a person moved it. */
  mode: 'auto' | 'held'
  /** Ids of the incidents of the last fit. */
  fitted: ReadonlySet<string>
}

export const unlocked: ViewLock = { mode: 'auto', fitted: new Set() }

/** A person's gesture holds the view until it is released. */
export const hold = (l: ViewLock): ViewLock => (l.mode === 'held' ? l : { ...l, mode: 'held' })

/** Releases the view; the next set of incidents is fitted at once, whatever it is. */
export const release = (l: ViewLock): ViewLock => (l.mode === 'auto' ? l : { mode: 'auto', fitted: new Set(['released']) })

/** The view left its fit by itself (it went to one place): the next set is fitted again, whatever it is. */
export const leave = (l: ViewLock): ViewLock => (l.mode === 'held' ? l : { ...l, fitted: new Set(['away']) })

/** Whether this set of incidents calls for a fit. Moves only when the set itself changes, never for a new state of one. */
export function consider(l: ViewLock, incidents: Iterable<string>): { lock: ViewLock; fit: boolean } {
  const set = new Set(incidents)
  if (l.mode === 'held') return { lock: l, fit: false }
  const same = set.size === l.fitted.size && [...set].every((id) => l.fitted.has(id))
  return same ? { lock: l, fit: false } : { lock: { ...l, fitted: set }, fit: true }
}
