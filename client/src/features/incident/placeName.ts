import type { AreaState } from '@liandong/shared/area/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'

/**
 * Where an incident is, in words: what was written down, and where that is kept from this screen (a dispute's
 * address on a wall) its township's name. Empty only when neither is known.
 */
export function placeName(i: Pick<IncidentDocument, 'place'>, areas: ReadonlyMap<string, AreaState>, pick: (zh: string, en: string | undefined) => string): string {
  if (i.place.text !== '') return i.place.text
  const area = i.place.areaId === null ? undefined : areas.get(i.place.areaId)
  return area ? pick(area.name, area.nameEn) : ''
}
