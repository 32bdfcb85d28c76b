import { computed, nextTick, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { isEnded } from '@liandong/shared/order/order'
import { useAlerts } from '../../features/alert/desk/useAlerts'
import { useDraft } from '../../features/incident/desk/useDraft'
import { useQueue } from '../../features/incident/desk/useQueue'
import type { IncidentRow } from '../../features/incident/rows'
import { useDispatch } from '../../features/order/desk/useDispatch'
import type { Live } from '../../live/api'
import type { Pane } from './keys'
import { draftTarget, incidentTarget, type DispatchTarget } from './targets'
import { useRegisters } from './useRegisters'
import { useSelection } from './useSelection'

/** Where the hand can be put by the desk. */
export type Place = Pane | 'form' | 'command' | 'file' | 'find' | 'map'

/** What lies on the desk: the lists, what is chosen in each, and whether the middle shows a report or an incident. */
export type Work = ReturnType<typeof useWork>

/** The orders of an incident: open ones first, each group in the order they were issued. */
export function ordersOf(i: IncidentDocument | null, orders: ReadonlyMap<string, OrderDocument>): OrderDocument[] {
  const mine = Object.keys(i?.orders ?? {}).flatMap((id) => orders.get(id) ?? [])
  return mine.sort((a, b) => Number(isEnded(a)) - Number(isEnded(b)) || (a.times.issued ?? 0) - (b.times.issued ?? 0))
}

export function useWork(live: Live, sorted: ComputedRef<IncidentRow[]>, focus: (place: Place) => void) {
  const registers = useRegisters(live)
  const mode: ShallowRef<'sheet' | 'form'> = shallowRef('sheet')
  const drafting = useDraft()
  const { rows, ended } = useQueue(sorted)
  const alerts = useAlerts()
  const selection = useSelection((pane) => ids[pane]())
  const { chosen, choose } = selection
  const incident = computed(() => (chosen.queue ? registers.incidents.value.get(chosen.queue) ?? null : null))
  const orders = computed(() => ordersOf(incident.value, registers.orders.value))
  const target: ComputedRef<DispatchTarget | null> = computed(() =>
    mode.value === 'form' ? draftTarget(drafting.draft, registers) : incident.value && incidentTarget(incident.value, registers))
  const dispatch = useDispatch(() => target.value, () => (mode.value === 'form' ? `draft:${drafting.draft.kindId ?? ''}` : `incident:${chosen.queue ?? ''}`))
  const ids: Record<Pane, () => string[]> = {
    queue: () => rows.value.map((r) => r.id), alerts: () => alerts.waiting.value.map((a) => a.id),
    orders: () => orders.value.map((o) => o.id), dispatch: () => dispatch.rows.value.map((c) => c.id),
  }

  // A row is always chosen, so that J and A work from the first moment; an incident stays chosen after it has ended.
  watch(rows, () => { if (chosen.queue === null) choose('queue', ids.queue()[0] ?? null) }, { immediate: true })
  const keep = (pane: Pane) => { if (!ids[pane]().includes(chosen[pane] ?? '')) choose(pane, ids[pane]()[0] ?? null) }
  watch(alerts.waiting, () => keep('alerts'))
  watch(orders, () => keep('orders'))
  watch(dispatch.rows, () => keep('dispatch'))

  const go = (place: Place) => void nextTick(() => focus(place))
  return {
    ...selection, ...drafting, ...alerts, registers, mode, rows, ended, incident, orders, target, dispatch, go,
    row: computed(() => rows.value.find((r) => r.id === chosen.queue) ?? null),
    order: computed(() => orders.value.find((o) => o.id === chosen.orders) ?? orders.value[0] ?? null),
    orderable: computed(() => incident.value !== null && ['accepted', 'dispatched', 'handling'].includes(incident.value.status)),
    openIncident(id: string, place: Place = 'queue'): void {
      mode.value = 'sheet'
      choose('queue', id)
      go(place)
    },
    openForm(): void {
      mode.value = 'form'
      go('form')
    },
  }
}
