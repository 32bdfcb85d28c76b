import type { DANGER_TAGS, HEADCOUNT_BANDS, IncidentSource, Priority, ReportIncident } from '@liandong/shared/incident/contract'

/**
 * A report being written. It is kept on this machine only, unmasked, exactly as typed; the door masks numbers
 * of people when it is sent. Coordinates are WGS-84 degrees.
 */
export interface IncidentDraft {
  placeText: string
  areaId: string | null
  point: { lon: number; lat: number } | null
  kindId: string | null
  /** What was typed to find the kind, so that half a word survives too. */
  kindTyped: string
  text: string
  priority: Priority | null
  headcountBand: (typeof HEADCOUNT_BANDS)[number] | null
  dangerTags: (typeof DANGER_TAGS)[number][]
  source: IncidentSource
  /** Server instant of the first keystroke: when the call was picked up. */
  startedAt: number | null
  /** How it was last sent without an answer: the same body again goes under the same id and has one effect. */
  sentAs: { id: string; body: string } | null
}

export const emptyDraft = (): IncidentDraft => ({
  placeText: '', areaId: null, point: null, kindId: null, kindTyped: '', text: '', priority: null, headcountBand: null, dangerTags: [],
  source: '110', startedAt: null, sentAs: null,
})

/** Whether nothing was entered yet. */
export const isEmptyDraft = (d: IncidentDraft): boolean =>
  !d.placeText && !d.areaId && !d.point && !d.kindId && !d.kindTyped && !d.text && d.priority === null && !d.headcountBand && d.dangerTags.length === 0

const KEY = 'liandong.desk.draft.1'
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Keeps the draft; false when the machine can't (storage full or forbidden), which the form then says. */
export function keepDraft(storage: Storage | null, draft: IncidentDraft): boolean {
  try {
    if (!storage) return false
    if (isEmptyDraft(draft)) storage.removeItem(KEY)
    else storage.setItem(KEY, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

/** The kept draft, or an empty one; fields of an older build that are missing get their defaults. */
export function keptDraft(storage: Storage | null): IncidentDraft {
  try {
    const text = storage?.getItem(KEY)
    const kept: unknown = text ? JSON.parse(text) : null
    return typeof kept === 'object' && kept !== null ? { ...emptyDraft(), ...kept } : emptyDraft()
  } catch {
    return emptyDraft()
  }
}

/** The command's body, or what is still missing. Place and kind are enough. */
export function reportBody(d: IncidentDraft): { body: ReportIncident } | { missing: 'place' | 'kind' } {
  const placeText = d.placeText.trim()
  if (!placeText) return { missing: 'place' }
  if (!d.kindId) return { missing: 'kind' }
  const text = d.text.trim()
  return {
    body: {
      kindId: d.kindId, placeText, source: d.source,
      ...(d.point ? { lon: Number(d.point.lon.toFixed(6)), lat: Number(d.point.lat.toFixed(6)) } : {}),
      ...(d.areaId ? { areaId: d.areaId } : {}), ...(text ? { text } : {}),
      ...(d.priority === null ? {} : { priority: d.priority }),
      ...(d.headcountBand ? { headcountBand: d.headcountBand } : {}),
      ...(d.dangerTags.length > 0 ? { dangerTags: [...d.dangerTags] } : {}),
    },
  }
}

/** The id to send a body under: the one it already went out with, or a fresh one for other words. Kept in the draft. */
export function sendingId(d: IncidentDraft, body: ReportIncident, newId: () => string): string {
  const text = JSON.stringify(body)
  if (d.sentAs?.body !== text) d.sentAs = { id: newId(), body: text }
  return d.sentAs!.id
}

/** The township a place begins with, so that it needs no second entry; the longest name wins. */
export function areaNamed<A extends { id: string; name: string; shortName: string; level: string }>(areas: Iterable<A>, place: string): A | null {
  let best: { area: A; length: number } | null = null
  for (const a of areas) {
    if (a.level !== 'township') continue
    for (const name of [a.name, a.shortName]) if (name.length > 1 && place.startsWith(name) && name.length > (best?.length ?? 0)) best = { area: a, length: name.length }
  }
  return best?.area ?? null
}
