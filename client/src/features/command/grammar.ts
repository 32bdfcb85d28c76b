import { VERBS, type Verb } from './verbs'

/** What the bar may name. Call signs, numbers and letters all come from data. */
export interface Vocabulary {
  /** Kinds by name or by the pack's letters; answers the one kind meant beyond doubt. */
  kind(word: string): { id: string; priority: number } | null
  /** The township a place begins with. */
  areaOf(place: string): string | null
  units: readonly { id: string; callSign: string; callSignEn: string; orderId: string | null }[]
  organisations: readonly { id: string; name: string; nameEn: string; shortName: string }[]
  incidents: readonly { id: string; no: string; title: string; place: string }[]
  /** Alerts that wait, first one first. */
  alerts: readonly { id: string; incidentId: string; unitId: string | null }[]
  /** The incident on the desk. */
  current: string | null
}

/** A wish read from a sentence, complete enough to be shown and sent. */
export type Plan =
  | { verb: 'report'; placeText: string; areaId: string | null; kindId: string; priority: 1 | 2 | 3 | 4 | null }
  | { verb: 'order'; incidentId: string; unitIds: string[]; orgIds: string[] }
  | { verb: 'accept' | 'resolve' | 'review' | 'close' | 'open' | 'file'; incidentId: string }
  | { verb: 'confirm'; alertId: string }
  | { verb: 'acknowledge' | 'enRoute' | 'onScene' | 'done'; orderId: string; unitId: string }
  | { verb: 'feedback' | 'recall'; orderId: string; unitId: string; words: string }

/** What keeps a sentence from being a plan. `word` is the part that wasn't understood. */
export type Gap =
  | { gap: 'empty' | 'verb' | 'place' | 'kind' | 'unit' | 'incident' | 'alert' | 'words' }
  | { gap: 'unknown-unit' | 'unknown-incident' | 'unit-without-order'; word: string }
  | { gap: 'ambiguous-unit' | 'ambiguous-incident'; word: string; options: string[] }

export interface Reading {
  verb: Verb | null
  plan: Plan | null
  gap: Gap | null
}

/** Spaces, case, full-width digits and leading zeros don't count: `城北 1` = `城北01`. */
export const foldName = (s: string): string =>
  s.normalize('NFKC').toLowerCase().replace(/[\s·.\-_]+/g, '').replace(/(^|\D)0+(?=\d)/g, '$1')

/** Reads a whole sentence: verb, objects, and after an arrow or "to" the incident. Pure; nothing is sent. */
export function readSentence(text: string, v: Vocabulary): Reading {
  const sentence = text.trim()
  if (!sentence) return { verb: null, plan: null, gap: { gap: 'empty' } }
  const { verb, rest } = splitVerb(sentence)
  // A bare number or name opens what it names; anything else needs a verb.
  if (!verb) {
    const found = incidentNamed(sentence, v)
    return 'id' in found ? { verb: 'open', plan: { verb: 'open', incidentId: found.id }, gap: null } : { verb: null, plan: null, gap: { gap: 'verb' } }
  }
  const result = READERS[verb](verb, rest, v)
  return 'gap' in result ? { verb, plan: null, gap: result } : { verb, plan: result, gap: null }
}

/** The longest verb word the sentence begins with. Latin words must stand alone; Chinese may run on. */
function splitVerb(sentence: string): { verb: Verb | null; rest: string } {
  const lower = sentence.toLowerCase()
  let best: { verb: Verb; length: number } | null = null
  for (const [verb, words] of Object.entries(VERBS) as [Verb, readonly string[]][]) {
    for (const w of words) {
      if (!lower.startsWith(w)) continue
      const after = lower[w.length]
      if (/[a-z]$/.test(w) && after !== undefined && /[a-z0-9]/.test(after)) continue
      if (w.length > (best?.length ?? 0)) best = { verb, length: w.length }
    }
  }
  return best ? { verb: best.verb, rest: sentence.slice(best.length).trim() } : { verb: null, rest: sentence }
}

type Reader = (verb: Verb, rest: string, v: Vocabulary) => Plan | Gap

const READERS: Record<Verb, Reader> = {
  report: readReport,
  order: readOrder,
  accept: readMove, resolve: readMove, review: readMove, close: readMove, open: readMove, file: readMove,
  confirm: readConfirm,
  acknowledge: readStep, enRoute: readStep, onScene: readStep, done: readStep,
  feedback: readStep, recall: readStep,
}

/** `新 城北街道八一北街 zzhz p2`: the kind is the last words that name one, the rest is the place. */
function readReport(_verb: Verb, rest: string, v: Vocabulary): Plan | Gap {
  const words = rest.split(/[\s，,]+/).filter(Boolean)
  let priority: 1 | 2 | 3 | 4 | null = null
  const level = words.findIndex((w) => /^p[1-4]$/i.test(w))
  if (level >= 0) priority = Number(words.splice(level, 1)[0]!.slice(1)) as 1 | 2 | 3 | 4
  if (words.length === 0) return { gap: 'place' }
  for (let n = Math.min(4, words.length); n >= 1; n--) {
    const kind = v.kind(words.slice(-n).join(' '))
    if (!kind) continue
    const placeText = words.slice(0, -n).join(' ')
    return placeText ? { verb: 'report', placeText, areaId: v.areaOf(placeText), kindId: kind.id, priority } : { gap: 'place' }
  }
  return { gap: 'kind' }
}

const ARROW = /\s*(?:→|->|=>|＞|>|\bto\b)\s*/i

function readOrder(_verb: Verb, rest: string, v: Vocabulary): Plan | Gap {
  const [objects = '', target] = rest.split(ARROW)
  const incident = target?.trim() ? incidentNamed(target, v) : currentIncident(v)
  if (!objects.trim()) return { gap: 'unit' }
  const unitIds: string[] = []
  const orgIds: string[] = []
  for (const word of unitWords(objects, v)) {
    const force = forceNamed(word, v)
    if ('gap' in force) return force
    const ids = force.org ? orgIds : unitIds
    if (!ids.includes(force.id)) ids.push(force.id)
  }
  if ('gap' in incident) return incident
  return unitIds.length + orgIds.length > 0 ? { verb: 'order', incidentId: incident.id, unitIds, orgIds } : { gap: 'unit' }
}

/** A unit or a whole organisation. An organisation's full or short name means it; a part of one only where no unit is meant. */
function forceNamed(word: string, v: Vocabulary): { id: string; org: boolean } | Gap {
  const wish = foldName(word)
  const names = (o: Vocabulary['organisations'][number]) => [o.shortName, o.name, o.nameEn].map(foldName)
  const exact = v.organisations.filter((o) => names(o).includes(wish))
  if (exact.length === 1) return { id: exact[0]!.id, org: true }
  const unit = unitNamed(word, v)
  if ('id' in unit) return { id: unit.id, org: false }
  if (unit.gap !== 'unknown-unit') return unit
  const part = v.organisations.filter((o) => names(o).some((n) => n.includes(wish)))
  if (part.length === 1) return { id: part[0]!.id, org: true }
  return part.length === 0 ? unit : { gap: 'ambiguous-unit', word, options: part.slice(0, 6).map((o) => o.shortName) }
}

/** `城北 1、2，巡 07，供电` names 城北1, 城北2, 巡07 and an organisation: a bare number takes over the name before it. */
function unitWords(objects: string, v: Vocabulary): string[] {
  const out: string[] = []
  for (const item of objects.split(/[，、,;；]+/).map((s) => s.trim()).filter(Boolean)) {
    const whole = /^\d+$/.test(item) && out.length > 0 ? out.at(-1)!.replace(/\d+\s*$/, '') + item : item
    const parts = whole.split(/\s+/)
    // Spaces may belong to a call sign or stand between two: whichever reading names units.
    if (parts.length > 1 && 'gap' in forceNamed(whole, v) && parts.every((p) => !('gap' in forceNamed(p, v)))) out.push(...parts)
    else out.push(whole)
  }
  return out
}

function unitNamed(word: string, v: Vocabulary): Vocabulary['units'][number] | Gap {
  const wish = foldName(word)
  if (!wish) return { gap: 'unit' }
  const names = (u: Vocabulary['units'][number]) => [foldName(u.callSign), foldName(u.callSignEn)]
  const exact = v.units.filter((u) => names(u).includes(wish))
  const found = exact.length > 0 ? exact : v.units.filter((u) => names(u).some((n) => n.includes(wish)))
  if (found.length === 1) return found[0]!
  return found.length === 0 ? { gap: 'unknown-unit', word } : { gap: 'ambiguous-unit', word, options: found.slice(0, 6).map((u) => u.callSign) }
}

const HERE = new Set(['当前', '本起', 'current', 'this', '.'])
const currentIncident = (v: Vocabulary): { id: string } | Gap => (v.current ? { id: v.current } : { gap: 'incident' })

/** By `当前`, by the end of its number, or by a part of its title or place. */
function incidentNamed(word: string, v: Vocabulary): { id: string } | Gap {
  const wish = word.trim()
  if (HERE.has(wish.toLowerCase())) return currentIncident(v)
  const tail = wish.replace(/^#/, '')
  const byNumber = /^\d{1,4}$/.test(tail) ? v.incidents.filter((i) => Number(i.no.slice(i.no.lastIndexOf('-') + 1)) === Number(tail)) : v.incidents.filter((i) => i.no.toLowerCase() === tail.toLowerCase())
  const folded = foldName(wish)
  const found = byNumber.length > 0 ? byNumber : v.incidents.filter((i) => folded !== '' && foldName(`${i.place}${i.title}`).includes(folded))
  if (found.length === 1) return found[0]!
  return found.length === 0 ? { gap: 'unknown-incident', word: wish } : { gap: 'ambiguous-incident', word: wish, options: found.slice(0, 6).map((i) => i.no) }
}

function readMove(verb: Verb, rest: string, v: Vocabulary): Plan | Gap {
  const found = rest ? incidentNamed(rest.replace(ARROW, ''), v) : currentIncident(v)
  return 'gap' in found ? found : { verb: verb as 'accept', incidentId: found.id }
}

/** The alert of a named unit or incident; alone it means the one on the desk's incident, else the first that waits. */
function readConfirm(_verb: Verb, rest: string, v: Vocabulary): Plan | Gap {
  if (v.alerts.length === 0) return { gap: 'alert' }
  if (!rest) return { verb: 'confirm', alertId: (v.alerts.find((a) => a.incidentId === v.current) ?? v.alerts[0]!).id }
  const unit = unitNamed(rest, v)
  const incident = incidentNamed(rest, v)
  const alert = v.alerts.find((a) => ('id' in unit && a.unitId === unit.id) || ('id' in incident && a.incidentId === incident.id))
  return alert ? { verb: 'confirm', alertId: alert.id } : { gap: 'alert' }
}

/** `到场 巡 07`, `反馈 巡 07 明火已灭`: the longest beginning that names a unit, then the words. */
function readStep(verb: Verb, rest: string, v: Vocabulary): Plan | Gap {
  const words = rest.split(/[\s，,：:]+/).filter(Boolean)
  if (words.length === 0) return { gap: 'unit' }
  const talks = verb === 'feedback' || verb === 'recall'
  for (let n = talks ? Math.min(3, words.length) : words.length; n >= 1; n--) {
    const unit = unitNamed(words.slice(0, n).join(' '), v)
    if ('gap' in unit) continue
    if (!unit.orderId) return { gap: 'unit-without-order', word: unit.callSign }
    const said = words.slice(n).join(' ')
    if (talks) return said ? { verb, orderId: unit.orderId, unitId: unit.id, words: said } : { gap: 'words' }
    return { verb: verb as 'done', orderId: unit.orderId, unitId: unit.id }
  }
  const first = unitNamed(words[0]!, v)
  return 'gap' in first ? first : { gap: 'unknown-unit', word: rest }
}
