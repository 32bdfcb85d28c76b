import type { IncidentKindState } from '@liandong/shared/incident/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'

/**
 * An incident's title in the page's language: one that merely repeats its kind's name is shown by the kind's
 * name in that language; words people wrote are never translated.
 */
export function titleOf(i: Pick<IncidentDocument, 'title' | 'kindId'>, kinds: ReadonlyMap<string, IncidentKindState>, pick: (zh: string, en: string | undefined) => string): string {
  const kind = kinds.get(i.kindId)
  return kind && i.title === kind.name ? pick(kind.name, kind.nameEn) : i.title
}

/** The last part of a number, by which people call it: `WC-20261120-0247` → `0247`. */
export const shortNo = (no: string): string => no.slice(no.lastIndexOf('-') + 1)
