import type { Actor, Instant, LoggedEvent, Ref, StateReader } from '@liandong/shared/kernel/decider'

/** A wish as the door takes it: from a socket, an HTTP request, a job or a watcher. */
export interface Command {
  id: string
  type: string
  body: unknown
  actor: Actor
  occurredAt?: Instant
  madeAt?: Instant
  ttlMs?: number
}

/** A command due later. Its id is its command's id, so that a second run answers "already done". */
export interface JobPut {
  id: string
  due: Instant
  type: string
  body: unknown
  urgent?: boolean
}

/** A small keyed row that a desk must see together with its acknowledgement; `body` null removes it. */
export interface ViewPut {
  name: string
  key: string
  body: object | null
}

/** What an area adds to the commit on the server. Both run inside the door, so they are pure and quick. */
export interface Feature {
  name: string
  jobs?(event: LoggedEvent, read: StateReader): JobPut[]
  views?(event: LoggedEvent, read: StateReader): ViewPut[]
}

/** One state before and after a commit; undefined where it wasn't or isn't. */
export interface Touched {
  ref: Ref
  kind: string
  id: string
  before: unknown
  after: unknown
}

/** What a commit did, told after it is on disk. */
export interface Committed {
  from: number
  to: number
  at: Instant
  events: LoggedEvent[]
  touched: Touched[]
  views: ViewPut[]
}

export interface EngineLog {
  info(detail: object, text: string): void
  warn(detail: object, text: string): void
  error(detail: object, text: string): void
}

/** What the engine asks of a clock; `due` maps the database's own clock so that jobs never trust ours. */
export interface EngineClock {
  now(): Instant
  mapping(): { origin: number; anchorReal: number; rate: number }
  /** Calls back once after so many real, monotonic milliseconds; answers a cancel. */
  afterReal(ms: number, fn: () => void): () => void
}
