import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { AreaState } from '@liandong/shared/area/contract'
import { useLive } from '../../live/useLive'
import { useWords } from '../../messages/words'
import type { HeldMap } from '../../map/useMap'
import type { MapSizes } from '../../map/sizes'
import { areaNames } from './areaNames'
import { BaseLayer } from './baseLayer'
import type { DistrictMap } from './mapFile'

/** Puts the ground and the township names on a map, for as long as both exist. */
export function useAreaLayers(held: Readonly<ShallowRef<HeldMap | null>>, district: Readonly<ShallowRef<DistrictMap | null>>, sizes: () => MapSizes): void {
  const live = useLive()
  const words = useWords()
  const areas = live.collection<AreaState>('area')
  const undo = shallowRef<(() => void)[]>([])
  const clear = () => {
    for (const fn of undo.value) fn()
    undo.value = []
  }

  watch([held, district], ([h, d]) => {
    clear()
    if (!h || !d) return
    const base = new BaseLayer(d, sizes).addTo(h.map)
    const names = h.marks.add(areaNames(() => areas.value.values(), sizes, (a) => words.pick(a.name, a.nameEn)))
    undo.value = [names, () => base.remove()]
  }, { immediate: true })
  watch(areas, () => held.value?.marks.askSoon())
  onScopeDispose(clear)
}
