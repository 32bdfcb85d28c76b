import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { OrderDocument } from '@liandong/shared/order/order'
import type { UnitState } from '@liandong/shared/unit/contract'
import { useLive } from '../../../live/useLive'

/** A number that rises whenever the incident, one of its orders, alerts or units changes in the mirror. */
export function useIncidentVersion(incidentId: () => string | null): Readonly<ShallowRef<number>> {
  const live = useLive()
  const version = shallowRef(0)
  const bump = () => void version.value++
  const about = <T extends { incidentId: string | null }>(kind: string) => {
    const documents = live.collection<T>(kind)
    return live.onChange(kind, (ids) => {
      if (ids.size === 0 || [...ids].some((id) => documents.value.get(id)?.incidentId === incidentId())) bump()
    })
  }
  const stops = [
    live.onChange('incident', (ids) => { if (ids.size === 0 || ids.has(incidentId() ?? '')) bump() }),
    about<OrderDocument>('order'), about<AlertState>('alert'), about<UnitState>('unit'),
  ]
  onBeforeUnmount(() => stops.forEach((stop) => stop()))
  return version
}
