import { shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { isOpen, type IncidentDocument } from '@liandong/shared/incident/incident'
import { useStillness } from '../../../kit/stillness'
import { useLive } from '../../../live/useLive'
import { settle, type IncidentRow } from '../rows'

const JUST_ENDED = 12

/** The desk's queue from the sorted rows its shell works out, most urgent first, and what ended lately. Rows keep their place while a hand is at work. */
export function useQueue(sorted: ComputedRef<IncidentRow[]>): { rows: Readonly<ShallowRef<IncidentRow[]>>; ended: Readonly<ShallowRef<IncidentDocument[]>> } {
  const live = useLive()
  const incidents = live.collection<IncidentDocument>('incident')
  const handAtWork = useStillness()
  const rows = shallowRef<IncidentRow[]>([])
  const ended = shallowRef<IncidentDocument[]>([])

  watch([sorted, handAtWork], () => { rows.value = settle(rows.value.map((r) => r.id), sorted.value, handAtWork.value) }, { immediate: true })

  watch(incidents, () => {
    ended.value = [...incidents.value.values()].filter((i) => !isOpen(i)).sort((a, b) => endedAt(b) - endedAt(a)).slice(0, JUST_ENDED)
  }, { immediate: true })

  return { rows, ended }
}

/** When an ended incident ended, server's ms. */
export const endedAt = (i: IncidentDocument): number => i.times[i.status] ?? i.receivedAt
