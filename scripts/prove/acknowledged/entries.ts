import type { CommandAnswer } from '@liandong/shared/wire/messages'

/** The two doors a command may come in by. */
export type Door = 'http' | 'live'

/** A command as a client says it; `makes` is what one effect of it must leave in the log, in order. */
export interface Said {
  id: string
  type: string
  body: Record<string, unknown>
  occurredAt?: number
  makes: string[]
}

/**
 * Where the server is killed: ms after it was ready, ms after its process began (while it recovers and loads), or at a pass of
 * a fail-point.
 */
export type KillPlace = { kind: 'time'; ms: number } | { kind: 'start'; ms: number } | { kind: 'point'; name: string; pass: number }

/** What the history holds, one JSON object a line; `at` is monotonic ms. */
export type AckedEntry =
  | { at: number; what: 'sent'; said: Said; door: Door; again: boolean }
  | { at: number; what: 'answered'; id: string; door: Door; answer: CommandAnswer }
  | { at: number; what: 'unanswered'; id: string; why: string }
  | { at: number; what: 'hello'; client: string; since: number; epoch: string; position: number }
  | { at: number; what: 'ready'; round: number; ms: number; afterDatabase: boolean }
  | { at: number; what: 'kill'; round: number; place: KillPlace; withDatabase: boolean; struck: boolean }
