import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { Point } from '@liandong/shared/kernel/geo'
import type { IncidentDraft } from '../../features/incident/desk/draft'
import type { Target } from '../../features/order/desk/suggest'
import type { Registers } from './useRegisters'

/** For what forces are suggested, and how well its place is known. */
export interface DispatchTarget extends Target {
  hasPoint: boolean
  /** Counted from the township's seat, because nothing nearer is known. */
  fromSeat: boolean
}

function placed(own: Point | null, areaId: string | null, r: Registers): Pick<DispatchTarget, 'point' | 'hasPoint' | 'fromSeat'> {
  const area = areaId ? r.areas.value.get(areaId) : undefined
  const point = own ?? (area ? { lon: area.lon, lat: area.lat } : null)
  return { point, hasPoint: point !== null, fromSeat: own === null && point !== null }
}

/** A report being written: null until its kind is known, because the run card hangs on it. */
export function draftTarget(d: IncidentDraft, r: Registers): DispatchTarget | null {
  const kind = d.kindId ? r.kinds.value.get(d.kindId) : undefined
  return kind ? { kindId: kind.id, priority: d.priority ?? kind.priority, incident: null, ...placed(d.point, d.areaId, r) } : null
}

export function incidentTarget(i: IncidentDocument, r: Registers): DispatchTarget {
  const { lon, lat, areaId } = i.place
  return { kindId: i.kindId, priority: i.priority, incident: i, ...placed(lon !== null && lat !== null ? { lon, lat } : null, areaId, r) }
}
