import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { isUnacknowledgedP1 } from '../../features/incident/incidentLayer'
import type { IncidentRow } from '../../features/incident/rows'
import { nextVisit, noVisits, turnOf } from '../../features/incident/visits'
import type { HeldMap, UseMap } from '../../map/useMap'
import type { ViewLock } from '../../map/viewLock'

/** A map as its frame exposes it. */
export type FramedMap = Pick<UseMap, 'goTo'> & { held: HeldMap | null; lock: ViewLock }

/** Streets round the scene. */
const SCENE_ZOOM = 14

/**
 * Takes a map to each new unacknowledged P1 in turn and says so; the caller fits the view again when `centre`
 * becomes null. A map that isn't there yet, or `on` false, visits nothing.
 */
export function useVisits(map: () => FramedMap | null, rows: ComputedRef<IncidentRow[]>, on: () => boolean): { centre: ComputedRef<string | null>; turn: ComputedRef<{ of: number; turn: number } | null> } {
  const visits = shallowRef(noVisits)
  let timer: ReturnType<typeof setTimeout> | undefined
  const waiting = computed(() => (on() ? rows.value.filter((r) => isUnacknowledgedP1(r) && r.incident.place.lon !== null && r.incident.place.lat !== null) : []))
  const ids = computed(() => waiting.value.map((r) => r.id))
  const order = computed(() => ids.value.join())

  function look(): void {
    clearTimeout(timer)
    const m = map()
    if (!m?.held) return
    const now = performance.now()
    const before = visits.value
    visits.value = nextVisit(before, ids.value, now, m.lock.mode === 'held')
    const { centre, until } = visits.value
    if (centre === null) return
    timer = setTimeout(look, Math.max(0, until - now) + 1)
    const place = waiting.value.find((r) => r.id === centre)?.incident.place
    if (centre !== before.centre && place && place.lon !== null && place.lat !== null) m.goTo(place.lon, place.lat, SCENE_ZOOM)
  }
  watch([order, () => map()?.held, () => map()?.lock.mode], look, { immediate: true, flush: 'post' })
  onScopeDispose(() => clearTimeout(timer))
  return { centre: computed(() => visits.value.centre), turn: computed(() => turnOf(visits.value, ids.value)) }
}
