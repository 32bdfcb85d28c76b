import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrganisationState } from '@liandong/shared/org/contract'
import type { SourceState } from '@liandong/shared/unit/contract'
import { useStillness } from '../../../kit/stillness'
import type { Live } from '../../../live/api'
import { useLive } from '../../../live/useLive'
import { everyUnit, suggest, type Candidate, type RunCardState, type Suggestion, type SuggestionWorld, type Target, type UnitDocument } from './suggest'

/** Distances follow the tracks, but not faster than a reader can. */
const REFRESH_MS = 5000
const FOUND = 12

export interface Dispatch {
  suggestion: Readonly<ShallowRef<Suggestion | null>>
  /** The rows to show: the suggestion, or what a searched call sign finds. */
  rows: ComputedRef<(Candidate & { id: string })[]>
  typed: Readonly<ShallowRef<string>>
  /** Looks for a call sign; an empty one goes back to the suggestion. */
  search(typed: string): void
  isTicked(unitId: string): boolean
  toggle(unitId: string): void
  /** What would be sent now: ticked and available. */
  chosen: ComputedRef<Candidate[]>
  /** Forgets the ticks: after sending, or for another target. */
  forget(): void
}

/** Reads the mirror and the tracks for the pure rule beside it. */
function worldOf(live: Live): () => SuggestionWorld {
  const units = live.collection<UnitDocument>('unit')
  const organisations = live.collection<OrganisationState>('organisation')
  const incidents = live.collection<IncidentDocument>('incident')
  const runCards = live.collection<RunCardState>('runCard')
  const sources = live.collection<SourceState>('source')
  const { tracks } = live
  return () => ({
    units: units.value, organisations: organisations.value, incidents: incidents.value, runCards: runCards.value.values(), sources: sources.value,
    position(id) {
      const slot = tracks.slotOf(id)
      return slot === undefined ? undefined : { lon: tracks.lon[slot]!, lat: tracks.lat[slot]!, at: tracks.at[slot]! }
    },
    now: live.clock.now(),
  })
}

/**
 * Suggestions for a target, and the ticks a person sets over them. Until a hand touches the list its picks
 * follow the world; from then on ticks stay as set, and only what can't be sent any more says so.
 * @param key another key is another target: ticks start anew
 */
export function useDispatch(target: () => Target | null, key: () => string): Dispatch {
  const live = useLive()
  const world = worldOf(live)
  const units = live.collection<UnitDocument>('unit')
  const runCards = live.collection('runCard')
  const handAtWork = useStillness()
  const suggestion = shallowRef<Suggestion | null>(null)
  const found = shallowRef<Candidate[]>([])
  const typed = shallowRef('')
  const ticks = shallowRef<ReadonlyMap<string, boolean>>(new Map())
  const shown = shallowRef<readonly string[]>([])
  const beat = computed(() => Math.floor(live.clock.second.value / REFRESH_MS))

  function work(): void {
    const now = target()
    const next = now ? suggest(world(), now) : null
    if (next && now && next.needs.length === 0) next.candidates = everyUnit(world(), now).slice(0, FOUND)
    if (next && handAtWork.value && shown.value.length > 0) next.candidates = asShown(next.candidates)
    shown.value = next?.candidates.map((c) => c.unit.id) ?? []
    suggestion.value = next
    found.value = now && typed.value.trim() ? everyUnit(world(), now, typed.value).slice(0, FOUND) : []
  }
  /** Under a hand rows keep their place; newcomers come last. */
  function asShown(next: Candidate[]): Candidate[] {
    const byId = new Map(next.map((c) => [c.unit.id, c]))
    const kept = shown.value.flatMap((id) => byId.get(id) ?? [])
    const known = new Set(kept)
    return [...kept, ...next.filter((c) => !known.has(c))]
  }

  // Another place is another order of arrival: rows then find their places anew even under a hand.
  watch(() => { const p = target()?.point; return p ? `${p.lon},${p.lat}` : '' }, () => { shown.value = [] }, { flush: 'sync' })
  watch(key, () => { ticks.value = new Map(); shown.value = []; typed.value = '' }, { flush: 'sync' })
  watch([target, units, runCards, beat, typed], work, { immediate: true })

  const isTicked = (id: string) => ticks.value.get(id) ?? suggestion.value?.candidates.some((c) => c.unit.id === id && c.state === 'suggested') ?? false
  const rows = computed(() => {
    const list = typed.value.trim() ? found.value : suggestion.value?.candidates ?? []
    return list.map((c) => ({ ...c, id: c.unit.id }))
  })
  /** A touched list keeps its picks even where another would now be suggested. */
  function pin(): void {
    if (ticks.value.size > 0) return
    ticks.value = new Map((suggestion.value?.candidates ?? []).map((c) => [c.unit.id, c.state === 'suggested']))
  }
  return {
    suggestion, rows, typed, isTicked,
    toggle(id) {
      pin()
      ticks.value = new Map(ticks.value).set(id, !isTicked(id))
    },
    chosen: computed(() => {
      const t = target()
      if (!t) return []
      const listed = new Map([...(suggestion.value?.candidates ?? []), ...found.value].map((c) => [c.unit.id, c]))
      const extra = [...ticks.value].filter(([id, on]) => on && !listed.has(id)).map(([id]) => id)
      const others = extra.length > 0 ? everyUnit(world(), t).filter((c) => extra.includes(c.unit.id)) : []
      return [...listed.values(), ...others].filter((c) => c.refusal === null && isTicked(c.unit.id))
    }),
    search(wish) { typed.value = wish },
    forget() { ticks.value = new Map() },
  }
}
