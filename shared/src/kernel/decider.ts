import type { TSchema } from 'typebox'

/** An instant: UTC milliseconds. Calendar words ("today", "08:00") exist only in `kernel/time`. */
export type Instant = number

/** Names one subject of an event or one state: `kind:id`, for instance `incident:i-8f2`. */
export type Ref = `${string}:${string}`

/** Builds a reference. Ids never hold a colon before the first one of the reference. */
export const ref = (kind: string, id: string): Ref => `${kind}:${id}`

/** Splits a reference at its first colon. */
export function splitRef(r: Ref): { kind: string; id: string } {
  const at = r.indexOf(':')
  return { kind: r.slice(0, at), id: r.slice(at + 1) }
}

/** Who wishes something: a person at a post, the system itself (jobs, watchers) or a feed with a token. */
export interface Actor {
  kind: 'person' | 'system' | 'feed'
  id: string
  /** The post spoken for, for instance `dutyOfficer`; shown instead of a name. */
  post?: string
  org?: string
}

/** A fact before it has a place in the log. `data` is plain JSON. */
export interface NewEvent<T extends string = string, D = unknown> {
  type: T
  /** Version of the shape of `data`; older ones are upcast on read. */
  v: number
  subjects: Ref[]
  data: D
  /** When the source says it happened; absent when it happened as it was recorded. */
  occurredAt?: Instant
}

/** A fact with its place in the log. */
export interface LoggedEvent<T extends string = string, D = unknown> extends NewEvent<T, D> {
  position: number
  at: Instant
  actor: Actor
  commandId: string
}

/** When a fact counts for durations: the source's time where it states one, otherwise the log's. */
export const effectiveAt = (e: LoggedEvent): Instant => e.occurredAt ?? e.at

/** Reads folded states. On the server this is memory as decided so far; on the client the mirror. */
export interface StateReader {
  get<S>(kind: string, id: string): S | undefined
  all<S>(kind: string): Iterable<S>
}

/** What a rule may know besides states. Clock, ids and zone are passed in; a rule never asks for them. */
export interface Context {
  now: Instant
  actor: Actor
  commandId: string
  /** A fresh id, unique for ever. */
  newId(): string
  /** IANA zone of the district. */
  zone: string
  /** When the source says it happened, already checked by the door. */
  occurredAt?: Instant
}

/** An expected "no": a code, typed per area, with one text per language in `messages/`. */
export interface Rejection<C extends string = string> {
  rejected: C
  /** Values the text needs, such as who holds the unit. */
  detail?: Record<string, string | number>
}

export interface Accepted {
  events: NewEvent[]
  /** What the sender is told besides the position, such as the new incident's id and number. */
  answer?: Record<string, string | number>
}

export type Decision<C extends string = string> = Accepted | Rejection<C>

export const isRejection = (d: Decision): d is Rejection => 'rejected' in d

/** One command: its schema, the states it needs and its rule. */
export interface Decider<B = never, C extends string = string> {
  type: string
  schema: TSchema
  /** States the rule reads. Asked again after each load, so an order can name its incident once it is known. */
  needs(body: B, read: StateReader, context: Context): Ref[]
  decide(read: StateReader, body: B, context: Context): Decision<C>
  /** Acknowledgements, alerts and panic queue first. */
  urgent?: boolean
}

/** Keeps body type and codes while letting a list hold deciders of all bodies. */
export function decider<B, C extends string>(d: Decider<B, C>): Decider<never, C> {
  return d as unknown as Decider<never, C>
}

/** The masks: which fields a kind of screen gets. At most eight. */
export const MASKS = ['wall', 'desk', 'liaison'] as const
export type Mask = (typeof MASKS)[number]

/** One kind of state: how it folds, who may see it and what each mask shows. */
export interface Kind<S = unknown> {
  kind: string
  /** Version of the shape of the folded state; another one refolds before ready. */
  shape: number
  evolve(state: S | undefined, event: LoggedEvent, id: string): S | undefined
  /** Labels by which a viewer's scope is matched: `area:…`, `org:…`, `unit:…`. Who sees all of a kind needs none (`access/policy`). */
  tags(state: S): string[]
  /** The document under a mask, plain JSON, or null where this mask never shows it. */
  document(state: S, mask: Mask): object | null
  /** When the mirror lets go of it; absent or null while it is open. */
  retireAt?(state: S): Instant | null
}

/** Keeps the state's type while letting a list hold kinds of all states. */
export const kindOf = <S>(k: Kind<S>): Kind => k as unknown as Kind
