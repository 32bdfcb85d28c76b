import type { AlertState } from '../alert/contract'
import { isFeedInService } from '../device/device'
import type { IncidentState } from '../incident/contract'
import type { Actor, Rejection, StateReader } from '../kernel/decider'
import type { OrderState } from '../order/contract'
import type { PersonState } from '../person/contract'
import type { UnitState } from '../unit/contract'
import { FEED_GIVES, GIVE, INTERNAL, reachOf } from './policy'
import { scopeOf } from './scope'

export type AccessCode = 'not-permitted'

const place = (i: IncidentState | undefined): string[] => (i?.place.areaId ? [`area:${i.place.areaId}`] : [])
/** The organisation that carries it, the unit, and the feed that speaks for the unit. */
function carrier(read: StateReader, s: { orgId: string; unitId?: string | null } | undefined): string[] {
  if (!s) return []
  const unit = s.unitId ? read.get<UnitState>('unit', s.unitId) : undefined
  return [`org:${s.orgId}`, ...(unit ? [`unit:${unit.id}`, `source:${unit.sourceId}`] : [])]
}

type Body = Readonly<Record<string, unknown>>
const text = (v: unknown): string => (typeof v === 'string' ? v : '')

/**
 * Whose business a command is, by tags. An order or an alert belongs to the organisation that carries it, though a township may see
 * it because of its place; an incident belongs to its place. A report belongs where it says it happened.
 */
export function commandTags(read: StateReader, type: string, body: Body): string[] {
  if (type === 'ReportIncident') return body.areaId ? [`area:${text(body.areaId)}`] : []
  if (body.orderId !== undefined) return carrier(read, read.get<OrderState>('order', text(body.orderId)))
  if (body.alertId !== undefined) return carrier(read, read.get<AlertState>('alert', text(body.alertId)))
  if (body.unitId !== undefined) return carrier(read, unitCarrier(read.get<UnitState>('unit', text(body.unitId))))
  if (body.incidentId !== undefined) {
    const own = place(read.get<IncidentState>('incident', text(body.incidentId)))
    // Nobody may move a case out of what it may see into somebody else's, where it could not take it back.
    return body.areaId === undefined || own.includes(`area:${text(body.areaId)}`) ? own : []
  }
  return []
}

const unitCarrier = (u: UnitState | undefined) => u && { orgId: u.orgId, unitId: u.id }

const no = (type: string): Rejection<AccessCode> => ({ rejected: 'not-permitted', detail: { type } })

/**
 * Why an actor may not give a command now, or null. Asked inside the door, against the same states as the rule, so that a right taken
 * away between knock and decision no longer counts.
 */
export function permit(read: StateReader, actor: Actor, type: string, body: unknown): Rejection<AccessCode> | null {
  if (actor.kind === 'system') return null
  if (INTERNAL.has(type)) return no(type)
  if (actor.kind === 'feed') {
    if (!isFeedInService(read, actor.id)) return no(type)
    const reach = Object.hasOwn(FEED_GIVES, type) ? FEED_GIVES[type] : undefined
    if (reach === 'all') return null
    return reach === 'scope' && commandTags(read, type, (body ?? {}) as Body).includes(`source:${actor.id}`) ? null : no(type)
  }
  const person = read.get<PersonState>('person', actor.id)
  if (!person?.active) return no(type)
  const reach = reachOf(GIVE[type], person.roles)
  if (reach === null) return no(type)
  if (reach === 'all') return null
  const own = new Set(scopeOf(read, person))
  return commandTags(read, type, (body ?? {}) as Body).some((t) => own.has(t)) ? null : no(type)
}

/** What `permit` reads besides the command's own needs. */
export const actorNeeds = (actor: Actor): `${string}:${string}`[] => 
  actor.kind === 'person' ? [`person:${actor.id}`] : actor.kind === 'feed' ? [`device:${actor.id}`] : []

