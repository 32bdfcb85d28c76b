import type L from 'leaflet'
import { onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { OrganisationState } from '@liandong/shared/org/contract'
import { useLive } from '../../live/useLive'
import { useWords } from '../../messages/words'
import type { MapSizes } from '../../map/sizes'
import type { HeldMap } from '../../map/useMap'
import { deadlineWho, stageWord } from './deadlineWords'
import { incidentPainter, isUnacknowledgedP1 } from './incidentLayer'
import type { IncidentRow } from './rows'
import type { Stand } from './spread'

/** Half a period of the flash: 1 Hz. */
const FLASH_MS = 500

export interface UseIncidentLayer {
  /** Open incidents with a place that lie outside the view, and those without a place. */
  outside: Readonly<ShallowRef<{ placed: number; unplaced: number }>>
}

/** Puts the open incidents on a map. Draws anew once a second, and twice while an unacknowledged P1 flashes. */
export function useIncidentLayer(
  held: Readonly<ShallowRef<HeldMap | null>>, rows: ComputedRef<IncidentRow[]>, sizes: () => MapSizes, selected: Readonly<Ref<string | null>>,
  onSelect: (id: string) => void = () => {},
): UseIncidentLayer {
  const live = useLive()
  const words = useWords()
  const orgs = live.collection<OrganisationState>('organisation')
  const outside = shallowRef({ placed: 0, unplaced: 0 })
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  let bright = true
  let flash: ReturnType<typeof setInterval> | undefined
  let undo: (() => void)[] = []
  let stood: { stands: readonly Stand[]; reach: number } = { stands: [], reach: 0 }
  const clear = () => {
    for (const fn of undo) fn()
    undo = []
    clearInterval(flash)
    flash = undefined
  }

  function beat(h: HeldMap): void {
    const wanted = !still.matches && rows.value.some(isUnacknowledgedP1)
    if (wanted && flash === undefined) {
      flash = setInterval(() => {
        bright = !bright
        h.marks.ask()
      }, FLASH_MS)
    } else if (!wanted && flash !== undefined) {
      clearInterval(flash)
      flash = undefined
      bright = true
    }
  }
  function count(h: HeldMap): void {
    const bounds = h.map.getBounds()
    let placed = 0
    let unplaced = 0
    for (const { incident: { place: { lon, lat } } } of rows.value) {
      if (lon === null || lat === null) unplaced++
      else if (!bounds.contains([lat, lon])) placed++
    }
    if (placed !== outside.value.placed || unplaced !== outside.value.unplaced) outside.value = { placed, unplaced }
  }

  /** The mark under a click: the nearest, and of gathered ones the first. */
  function hit(e: L.LeafletMouseEvent): void {
    const { x, y } = e.containerPoint
    const near = stood.stands.map((s) => ({ id: s.id, d: Math.hypot(s.x - x, s.y - y) })).filter((s) => s.d <= stood.reach).sort((a, b) => a.d - b.d)[0]
    if (near) onSelect(near.id)
  }

  watch(held, (h) => {
    clear()
    if (!h) return
    const refresh = () => {
      beat(h)
      count(h)
      h.marks.askSoon()
    }
    const counted = () => count(h)
    h.map.on('moveend', counted)
    h.map.on('click', hit)
    undo = [
      h.marks.add(incidentPainter({
        rows: () => rows.value, sizes, now: () => live.clock.now(), bright: () => bright, selected: () => selected.value,
        stood: (stands, reach) => (stood = { stands, reach }),
        words: {
          name: (r) => `P${r.incident.priority} ${r.incident.title}`,
          late: (r, by) => (r.deadline ? words.t('map.lateBy', { stage: `${deadlineWho(r.deadline, orgs.value, words)} ${stageWord(r.deadline, words)}`, time: by }) : null),
        },
      })),
      watch([rows, selected], refresh),
      () => h.map.off('moveend', counted).off('click', hit),
    ]
    refresh()
  }, { immediate: true })
  onScopeDispose(clear)
  return { outside }
}
