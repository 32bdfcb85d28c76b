import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { AreaState } from '@liandong/shared/area/contract'
import { isOpen, type IncidentDocument } from '@liandong/shared/incident/incident'
import { clockText } from '@liandong/shared/kernel/time'
import type { SourceState, UnitState } from '@liandong/shared/unit/contract'
import { useLive } from '../../live/useLive'
import { useWords } from '../../messages/words'
import type { MapSizes } from '../../map/sizes'
import type { HeldMap } from '../../map/useMap'
import { UnitLayer } from './unitLayer'
import { unitDocks } from './unitDocks'
import { unitCounts, unitWords } from './unitMarks'
import type { UnitFacts } from './unitVerdicts'

/** Labels that follow moving units are drawn anew at most this often. */
const FOLLOW_MS = 250

/** Puts the units on a map: symbols, counts, docks and labels. Answers how many lie outside the view. */
export function useUnitLayers(held: Readonly<ShallowRef<HeldMap | null>>, sizes: () => MapSizes, zone: () => string): { outside: Readonly<ShallowRef<number>> } {
  const live = useLive()
  const words = useWords()
  const units = live.collection<UnitState>('unit')
  const sources = live.collection<SourceState>('source')
  const incidents = live.collection<IncidentDocument>('incident')
  const areas = live.collection<AreaState>('area')
  const outside = shallowRef(0)
  let undo: (() => void)[] = []
  let followedAt = 0

  const facts: UnitFacts = {
    tracks: live.tracks,
    unit: (id) => units.value.get(id),
    contract: (id) => sources.value.get(id),
    placed(id) {
      const i = incidents.value.get(id)
      return i !== undefined && isOpen(i) && i.place.lon !== null && i.place.lat !== null
    },
    now: () => live.clock.now(),
  }
  const clear = () => {
    for (const fn of undo) fn()
    undo = []
  }
  /** Units of the mirror, on duty, that lie outside the view. */
  function countOutside(h: HeldMap): void {
    const bounds = h.map.getBounds()
    let n = 0
    for (const u of units.value.values()) {
      const slot = live.tracks.slotOf(u.id)
      if (slot !== undefined && u.status !== 'off_duty' && !bounds.contains([live.tracks.lat[slot]!, live.tracks.lon[slot]!])) n++
    }
    outside.value = n
  }
  function follow(h: HeldMap, at: number): void {
    if (at - followedAt < FOLLOW_MS) return
    followedAt = at
    h.marks.askSoon()
  }

  watch(held, (h) => {
    clear()
    if (!h) return
    const made = new UnitLayer(facts, sizes().unit)
    made.addTo(h.map)
    const options = {
      facts, layer: made, sizes,
      seats: () => [...areas.value.values()].filter((a) => a.level === 'township'),
      callSign: (u: UnitState) => words.pick(u.callSign, u.callSignEn),
      words: {
        mayBeWithin: (km: string) => words.t('map.mayBeWithin', { km }),
        ago: (age: string) => words.t('map.ago', { age }),
        clock: (at: number) => clockText(at, zone(), false),
        more: (n: number) => words.t('map.more', { n }),
      },
    }
    const resize = () => made.setSize(h.map.getZoom() < 13.5 ? sizes().unitFar : sizes().unit)
    const rejudge = () => {
      made.judge()
      countOutside(h)
      h.marks.askSoon()
    }
    h.map.on('zoomend', resize)
    h.map.on('moveend', rejudge)
    const marks = [unitCounts(options), unitDocks(options), ...unitWords(options)].map((p) => h.marks.add(p))
    const stopFrames = live.tracks.onFrame(() => {
      made.frameCame()
      if (h.map.getZoom() >= 13.5) follow(h, performance.now())
    })
    const stopWatch = watch([units, sources, incidents, live.clock.second], rejudge)
    undo = [
      ...marks, stopFrames, stopWatch, watch(sizes, resize), () => made.remove(),
      () => h.map.off('zoomend', resize).off('moveend', rejudge),
    ]
    resize()
    made.frameCame()
    rejudge()
  }, { immediate: true })
  onScopeDispose(clear)
  return { outside }
}
