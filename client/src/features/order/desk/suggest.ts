import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { activeOrders } from '@liandong/shared/incident/incident'
import type { Rejection, StateReader } from '@liandong/shared/kernel/decider'
import { distanceM, type Point } from '@liandong/shared/kernel/geo'
import { checkUnit } from '@liandong/shared/order/commands'
import type { OrganisationState } from '@liandong/shared/org/contract'
import type { RunCard } from '@liandong/shared/plan/contract'
import type { SourceState, UnitKind, UnitState } from '@liandong/shared/unit/contract'

export type UnitDocument = Omit<UnitState, 'deviceId'>
export type RunCardState = RunCard & { id: string }

/** Roads are longer than the straight line; without a road graph this factor stands for it, and the screen says so. */
export const DETOUR = 1.3

export interface SuggestionWorld {
  units: ReadonlyMap<string, UnitDocument>
  organisations: ReadonlyMap<string, OrganisationState>
  incidents: ReadonlyMap<string, IncidentDocument>
  runCards: Iterable<RunCardState>
  sources: ReadonlyMap<string, SourceState>
  /** Newest position of a unit, WGS-84, with the instant of its fix; undefined when it never reported. */
  position(unitId: string): (Point & { at: number }) | undefined
  /** Server's clock, UTC ms. */
  now: number
}

/** For what forces are wanted: a report being written, or an incident. */
export interface Target {
  kindId: string
  priority: number
  point: Point | null
  incident: IncidentDocument | null
}

export interface Candidate {
  unit: UnitDocument
  org: string
  task: string | null
  /** Where it is counted from, WGS-84. */
  where: Point
  /** Straight line in metres; null without a place or a position. */
  distanceM: number | null
  /** Straight line × detour at its usual speed; null with the distance. */
  minutes: number | null
  /** Where the distance is counted from: a fresh fix, an old one, or where it stands by. */
  from: 'fix' | 'old-fix' | 'home'
  /** Age of the fix in ms; null when counted from home. */
  fixAgeMs: number | null
  state: 'suggested' | 'spare' | 'refused'
  refusal: Rejection | null
  reasons: ('nearest' | 'only-free' | 'enough-nearer' | 'old-position' | 'from-home' | 'no-distance')[]
}

export interface Need {
  unitKind: UnitKind
  task: string
  count: number
  /** Of this kind already on an open order of the incident. */
  already: number
  picked: number
  short: number
}

export interface Suggestion {
  card: RunCardState | null
  needs: Need[]
  candidates: Candidate[]
  /** Free or busy units of the needed kinds that aren't listed. */
  others: number
}

/** The card of this kind and level; failing that the same kind's nearest level, more urgent first. */
export function runCardFor(cards: Iterable<RunCardState>, kindId: string, priority: number): RunCardState | null {
  const ofKind = [...cards].filter((c) => c.kindId === kindId)
  return ofKind.sort((a, b) => Math.abs(a.priority - priority) - Math.abs(b.priority - priority) || a.priority - b.priority)[0] ?? null
}

const byTime = (a: Candidate, b: Candidate) =>
  (a.minutes ?? Infinity) - (b.minutes ?? Infinity) || Number(a.from !== 'fix') - Number(b.from !== 'fix') || (a.unit.callSign < b.unit.callSign ? -1 : 1)

function candidate(w: SuggestionWorld, target: Target, unit: UnitDocument, task: string | null, read: StateReader): Candidate {
  const fix = w.position(unit.id)
  const fixAgeMs = fix ? Math.max(0, w.now - fix.at) : null
  const source = w.sources.get(unit.sourceId)
  const old = fixAgeMs !== null && source !== undefined && fixAgeMs > source.withinMs
  const from = fix ? (old ? 'old-fix' : 'fix') : 'home'
  const where = fix ? { lon: fix.lon, lat: fix.lat } : { lon: unit.homeLon, lat: unit.homeLat }
  const metres = target.point ? distanceM(where, target.point) : null
  const org = w.organisations.get(unit.orgId)
  const refusal = org && !org.jurisdiction
    ? { rejected: 'org-not-permitted', detail: { org: org.shortName } }
    : checkUnit(unit as UnitState, unit.id, unit.orgId, read)
  const reasons: Candidate['reasons'] = metres === null ? ['no-distance'] : from === 'home' ? ['from-home'] : from === 'old-fix' ? ['old-position'] : []
  return {
    unit, org: org?.shortName ?? unit.orgId, task, where, distanceM: metres, minutes: metres === null ? null : (metres * DETOUR) / 1000 / unit.usualSpeedKmh * 60,
    from, fixAgeMs, state: refusal ? 'refused' : 'spare', refusal, reasons,
  }
}

/** Spare ones shown beside the picks, and unavailable ones with why, per need. */
const SPARES = 2
const REFUSED = 2

/**
 * Proposes units for a place and kind: the run card's needs, less what is already on its way, filled by the
 * free units that arrive first. Without a place nothing is picked, because there is nothing to choose by.
 * A proposal only: a person ticks and sends.
 */
export function suggest(w: SuggestionWorld, target: Target): Suggestion {
  const read = { get: (kind: string, id: string) => (kind === 'incident' ? w.incidents.get(id) : kind === 'unit' ? w.units.get(id) : undefined), all: () => [] } as StateReader
  const card = runCardFor(w.runCards, target.kindId, target.priority)
  const out: Suggestion = { card, needs: [], candidates: [], others: 0 }
  const onIt = new Set(target.incident ? activeOrders(target.incident).map((id) => target.incident!.orders[id]!.unitId) : [])
  const used = new Set<string>()
  for (const need of card?.needs ?? []) {
    const ofKind = [...w.units.values()].filter((u) => u.kind === need.unitKind && !used.has(u.id))
    const already = ofKind.filter((u) => onIt.has(u.id)).length
    const listed = ofKind.filter((u) => !onIt.has(u.id)).map((u) => candidate(w, target, u, need.task, read)).sort(byTime)
    const free = listed.filter((c) => c.state === 'spare')
    const wanted = target.point ? Math.max(0, need.count - already) : 0
    const picks = free.slice(0, wanted)
    for (const c of picks) { c.state = 'suggested'; c.reasons.unshift(free.length === 1 ? 'only-free' : 'nearest'); used.add(c.unit.id) }
    const spares = free.slice(picks.length, picks.length + SPARES)
    if (target.point && picks.length > 0) for (const c of spares) c.reasons.unshift('enough-nearer')
    const refused = listed.filter((c) => c.state === 'refused' && c.unit.status !== 'off_duty').slice(0, REFUSED)
    out.candidates.push(...picks, ...spares, ...refused)
    out.others += listed.length - picks.length - spares.length - refused.length
    out.needs.push({ unitKind: need.unitKind, task: need.task, count: need.count, already, picked: picks.length, short: Math.max(0, need.count - already - (target.point ? picks.length : Math.min(free.length, need.count - already))) })
  }
  return { ...out, candidates: inOrder(out.candidates) }
}

/** Suggested first, then spare, then those not available; each unit once. */
function inOrder(all: Candidate[]): Candidate[] {
  const rank = { suggested: 0, spare: 1, refused: 2 }
  const seen = new Set<string>()
  return all
    .map((c, i) => ({ c, i }))
    .sort((a, b) => rank[a.c.state] - rank[b.c.state] || a.i - b.i)
    .map((x) => x.c)
    .filter((c) => !seen.has(c.unit.id) && seen.add(c.unit.id))
}

/** Every unit that can be sent or says why not, nearest first: when no card proposes any, or a name is searched. */
export function everyUnit(w: SuggestionWorld, target: Target, typed = ''): Candidate[] {
  const read = { get: (kind: string, id: string) => (kind === 'incident' ? w.incidents.get(id) : undefined), all: () => [] } as StateReader
  const wish = typed.toLowerCase().replace(/\s+/g, '')
  const all = [...w.units.values()].filter((u) => u.status !== 'off_duty' && `${u.callSign}${u.callSignEn}`.toLowerCase().replace(/\s+/g, '').includes(wish))
  return all.map((u) => candidate(w, target, u, null, read)).sort((a, b) => Number(a.state === 'refused') - Number(b.state === 'refused') || byTime(a, b))
}
