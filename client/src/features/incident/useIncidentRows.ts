import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { useLive } from '../../live/useLive'
import { incidentRows, type IncidentRow } from './rows'

const ROWS: InjectionKey<ComputedRef<IncidentRow[]>> = Symbol('incidentRows')

/** Works out the open incidents once a second for every panel below; called by a shell. */
export function provideIncidentRows(): ComputedRef<IncidentRow[]> {
  const live = useLive()
  const incidents = live.collection<IncidentDocument>('incident')
  const orders = live.collection<OrderDocument>('order')
  const alerts = live.collection<AlertState>('alert')
  const rows = computed(() => incidentRows(incidents.value.values(), orders.value.values(), alerts.value, live.clock.second.value))
  provide(ROWS, rows)
  return rows
}

/** The open incidents, most urgent first, recomputed once a second on the server's clock. */
export function useIncidentRows(): ComputedRef<IncidentRow[]> {
  const rows = inject(ROWS, null)
  if (!rows) throw new Error('useIncidentRows() outside a shell that provides the rows')
  return rows
}
