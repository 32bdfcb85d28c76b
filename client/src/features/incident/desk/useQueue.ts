import { shallowRef, watch, type ShallowRef } from 'vue'
import type { AlertState } from '@liandong/shared/alert/contract'
import { isOpen, type IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { useStillness } from '../../../kit/stillness'
import { useLive } from '../../../live/useLive'
import { incidentRows, settle, type IncidentRow } from '../rows'

const JUST_ENDED = 12

/** The desk's queue, most urgent first, and what ended lately. Rows keep their place while a hand is at work. */
export function useQueue(): { rows: Readonly<ShallowRef<IncidentRow[]>>; ended: Readonly<ShallowRef<IncidentDocument[]>> } {
  const live = useLive()
  const incidents = live.collection<IncidentDocument>('incident')
  const orders = live.collection<OrderDocument>('order')
  const alerts = live.collection<AlertState>('alert')
  const handAtWork = useStillness()
  const rows = shallowRef<IncidentRow[]>([])
  const ended = shallowRef<IncidentDocument[]>([])

  watch([incidents, orders, alerts, live.clock.second, handAtWork], () => {
    const next = incidentRows(incidents.value.values(), orders.value.values(), alerts.value, live.clock.now())
    rows.value = settle(rows.value.map((r) => r.id), next, handAtWork.value)
  }, { immediate: true })

  watch(incidents, () => {
    ended.value = [...incidents.value.values()].filter((i) => !isOpen(i)).sort((a, b) => endedAt(b) - endedAt(a)).slice(0, JUST_ENDED)
  }, { immediate: true })

  return { rows, ended }
}

/** When an ended incident ended, server's ms. */
export const endedAt = (i: IncidentDocument): number => i.times[i.status] ?? i.receivedAt
