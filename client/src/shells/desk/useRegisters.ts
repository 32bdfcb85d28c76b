import type { ShallowRef } from 'vue'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { AreaState } from '@liandong/shared/area/contract'
import type { IncidentKindState } from '@liandong/shared/incident/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import type { ClockPolicy } from '@liandong/shared/order/policy'
import type { OrganisationState } from '@liandong/shared/org/contract'
import { shortNo, titleOf } from '../../features/incident/desk/naming'
import { placeName } from '../../features/incident/placeName'
import type { UnitDocument } from '../../features/order/desk/suggest'
import type { Live } from '../../live/api'
import { useWords } from '../../messages/words'

type Documents<T> = Readonly<ShallowRef<ReadonlyMap<string, T>>>

/** What the mirror holds that a desk speaks of, and how it calls each thing in the page's language. */
export interface Registers {
  incidents: Documents<IncidentDocument>
  orders: Documents<OrderDocument>
  alerts: Documents<AlertState>
  units: Documents<UnitDocument>
  organisations: Documents<OrganisationState>
  kinds: Documents<IncidentKindState>
  areas: Documents<AreaState>
  policies: Documents<ClockPolicy>
  unitName(id: string): string
  /** The unit of an order, or its organisation. */
  orderName(o: { unitId: string | null; orgId: string }): string
  /** `0247 居民楼车棚起火`. */
  incidentName(id: string): string
  /** Title and place, for a row that belongs to it. */
  incidentLine(id: string): string
}

export function useRegisters(live: Live): Registers {
  const { pick } = useWords()
  const incidents = live.collection<IncidentDocument>('incident')
  const units = live.collection<UnitDocument>('unit')
  const organisations = live.collection<OrganisationState>('organisation')
  const kinds = live.collection<IncidentKindState>('incidentKind')
  const areas = live.collection<AreaState>('area')
  const unitName = (id: string) => {
    const u = units.value.get(id)
    return u ? pick(u.callSign, u.callSignEn) : id
  }
  return {
    incidents, units, organisations, kinds,
    orders: live.collection('order'), alerts: live.collection('alert'), areas, policies: live.collection('policy'),
    unitName,
    orderName: (o) => (o.unitId ? unitName(o.unitId) : organisations.value.get(o.orgId)?.shortName ?? o.orgId),
    incidentName: (id) => {
      const i = incidents.value.get(id)
      return i ? `${shortNo(i.no)} ${titleOf(i, kinds.value, pick)}` : id
    },
    incidentLine: (id) => {
      const i = incidents.value.get(id)
      return i ? `${titleOf(i, kinds.value, pick)} ${placeName(i, areas.value, pick)}` : ''
    },
  }
}
