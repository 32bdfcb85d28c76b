import type { IncidentState } from '@liandong/shared/incident/contract'
import { incidentKind, isOpen } from '@liandong/shared/incident/incident'
import { maySee, viewerOf } from '@liandong/shared/access/viewer'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'

/** Whether a case of the first priority is open in the part a person works in: then its seat is not signed out for idling. */
export function holdsOpenP1(read: StateReader, personId: string): boolean {
  const person = read.get<PersonState>('person', personId)
  const viewer = person && viewerOf(read, person)
  if (!viewer) return false
  for (const i of read.all<IncidentState>('incident')) {
    if (i.priority === 1 && isOpen(i) && maySee(viewer, 'incident', incidentKind.tags(i))) return true
  }
  return false
}
