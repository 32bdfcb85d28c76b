import type { CallCategory, IncidentSource, Priority, ReportIncident } from '@liandong/shared/incident/contract'
import type { Instant } from '@liandong/shared/kernel/decider'
import type { Point } from '@liandong/shared/kernel/geo'
import { dayOf, localTime } from '@liandong/shared/kernel/time'
import { diceOf, type Dice } from './dice'
import type { Scene } from './scene'

/** Somebody reports something. */
export interface Call extends Point {
  /** Day and number, the same for the same seed: `20261120-0042`. */
  key: string
  at: Instant
  kindId: string
  category: CallCategory
  priority: Priority
  source: IncidentSource
  areaId: string
  placeText: string
  /** What becomes of it; `handled` unless the dice say otherwise. */
  fate: 'handled' | 'recordOnly' | 'rejected' | 'merged'
  injured: number | null
}

const HOUR_MS = 3_600_000

/**
 * The calls from `from` up to `to`, in order of time: Poisson arrivals by the hourly curve and shares of the
 * scene, places by township weight. Each clock hour has its own dice, so any window tells the same day.
 */
export function* callsBetween(scene: Scene, seed: number, from: Instant, to: Instant): Generator<Call> {
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
    for (const call of callsOfHour(scene, seed, hour)) if (call.at >= from && call.at < to) yield call
  }
}

function callsOfHour(scene: Scene, seed: number, hour: Instant): Call[] {
  const day = dayOf(hour, scene.zone)
  const local = localTime(hour, scene.zone).hour
  const { low, high } = scene.simulation.callsPerDay
  const perDay = diceOf(`${seed}/${day}`).between(low, high)
  const rates = scene.simulation.categories.map((c) => ({ c, perHour: (perDay * c.share * c.hourly[local]!) / c.hourly.reduce((s, h) => s + h, 0) }))
  const perHour = rates.reduce((s, r) => s + r.perHour, 0)
  const dice = diceOf(`${seed}/${day}/${local}`)
  const calls: Call[] = []
  for (let at = hour + dice.exponential(HOUR_MS / perHour); at < hour + HOUR_MS; at += dice.exponential(HOUR_MS / perHour)) {
    const { c } = dice.weighted(rates, (r) => r.perHour)
    const key = `${day}-${String(local).padStart(2, '0')}${String(calls.length + 1).padStart(2, '0')}`
    calls.push(callOf(scene, dice.fork(key), key, Math.round(at), c))
  }
  return calls
}

function callOf(scene: Scene, dice: Dice, key: string, at: Instant, c: Scene['simulation']['categories'][number]): Call {
  const [kindId] = dice.weighted(Object.entries(c.kinds), ([, share]) => share)
  const kind = scene.kinds.get(kindId)
  if (!kind) throw new Error(`simulation names the unknown kind ${kindId}`)
  const [areaId] = dice.weighted(Object.entries(scene.simulation.townships), ([, weight]) => weight)
  const place = dice.pick(scene.places(areaId))
  const area = scene.areas.get(areaId)
  const isHurt = kindId === 'road-crash-injured' || kindId === 'road-crash-serious'
  return {
    key, at, kindId, category: c.category, priority: kind.priority as Priority, areaId,
    source: dice.weighted(c.channels, (x) => x.share).source,
    placeText: `${area?.name ?? ''}${place.name}${PLACE_WORDS[c.category] ?? '附近'}`,
    ...aside(place, dice), fate: fateOf(scene, dice, kind.priority), injured: isHurt ? dice.whole(1, kindId === 'road-crash-serious' ? 5 : 3) : null,
  }
}

const PLACE_WORDS: Partial<Record<CallCategory, string>> = { traffic: '附近路段', dispute: '内', device: '', fire: '附近' }

/** Within some 150 m of a place. */
function aside(p: Point, dice: Dice): Point {
  const step = 150 / 111_320
  return { lon: Number((p.lon + dice.normal() * step * 0.6).toFixed(5)), lat: Number((p.lat + dice.normal() * step * 0.6).toFixed(5)) }
}

/** What matters at once is never put aside unseen. */
function fateOf(scene: Scene, dice: Dice, priority: number): Call['fate'] {
  const { recordOnly, rejected, merged } = scene.simulation.outcomes
  const x = dice.next()
  if (priority <= 2) return x < merged ? 'merged' : 'handled'
  if (x < recordOnly) return 'recordOnly'
  if (x < recordOnly + rejected) return 'rejected'
  return x < recordOnly + rejected + merged ? 'merged' : 'handled'
}

/** Marks what the simulation reported itself; the rest belongs to people. */
export const DEMO_REF = 'demo-'

/** The body of the report a call becomes. */
export function reportOf(call: Call): ReportIncident {
  return {
    kindId: call.kindId, placeText: call.placeText, lon: call.lon, lat: call.lat, areaId: call.areaId, source: call.source, sourceRef: `${DEMO_REF}${call.key}`,
    ...(call.injured === null ? {} : { casualties: { deaths: null, injured: call.injured, trapped: null, missing: null } }),
  }
}
