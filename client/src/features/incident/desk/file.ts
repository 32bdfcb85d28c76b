import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { Actor } from '@liandong/shared/kernel/decider'
import type { EventValue } from '@liandong/shared/messages/events'

/** One fact of an incident's file, as `GET /api/incidents/:id/file` gives it. Instants are UTC ms. */
export interface FileEvent {
  position: number
  at: number
  occurredAt?: number
  type: string
  actor: Actor
  data: Record<string, unknown>
}

export interface IncidentFile {
  incident: IncidentDocument
  events: FileEvent[]
}

/** How the reader's registers name what an event only knows by id, and codes in words. */
export interface FileNames {
  unit(id: string): string | null
  org(id: string): string | null
  word(name: 'incidentSource' | 'grade' | 'post' | 'answerChannel' | 'orderRole' | 'unitStatus', code: string): string
}

const text = (v: unknown): string | undefined => (typeof v === 'string' && v !== '' ? v : undefined)

/** The values a line of the file is filled with. What an event doesn't carry is left out, never guessed. */
export function fileValues(e: FileEvent, names: FileNames): Partial<Record<EventValue, string>> {
  const d = e.data
  const unitId = text(d.unitId)
  const orgId = text(d.orgId)
  const taken = d.taken as { whom?: string } | undefined
  const out: Partial<Record<EventValue, string>> = {}
  const set = (key: EventValue, value: string | null | undefined) => { if (value) out[key] = value }
  set('unit', (unitId && names.unit(unitId)) ?? (orgId && names.org(orgId)))
  set('no', text(d.no))
  set('reason', text(d.reason))
  set('text', text(d.text) ?? text(d.note) ?? text(d.content))
  if (text(d.channel) && d.channel !== 'device') set('channel', names.word('answerChannel', d.channel as string))
  if (taken?.whom) set('whom', names.word('post', taken.whom))
  if (text(d.grade)) set('grade', names.word('grade', d.grade as string))
  if (text(d.role) && d.role === 'lead') set('role', names.word('orderRole', d.role as string))
  if (text(d.status)) set('status', names.word('unitStatus', d.status as string))
  set('who', e.type === 'IncidentReported' ? text(d.source) && names.word('incidentSource', d.source as string) : e.actor.post && names.word('post', e.actor.post))
  return out
}

/** Facts recorded this much later than they happened say when they were recorded. */
export const LATE_ENTRY_MS = 60_000

/** Newest first by when things happened; what happened at one instant keeps the log's order. */
export const inStoryOrder = (events: readonly FileEvent[]): FileEvent[] =>
  [...events].sort((a, b) => (b.occurredAt ?? b.at) - (a.occurredAt ?? a.at) || b.position - a.position)

/** When a fact was recorded, where that was noticeably later than it happened; otherwise null. */
export const recordedLate = (e: FileEvent): number | null => (e.occurredAt !== undefined && e.at - e.occurredAt > LATE_ENTRY_MS ? e.at : null)

/** Whose act it was, in the margin: a post, the system or a feed; never a person's name. */
export const actorPost = (a: Actor): { post: string } | { kind: Actor['kind'] } => (a.post ? { post: a.post } : { kind: a.kind })
