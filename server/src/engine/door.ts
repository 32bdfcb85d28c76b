import { Compile } from 'typebox/compile'
import { isRejection, type Actor, type Context, type Decider, type LoggedEvent, type Ref, type Rejection, type StateReader } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { sha256 } from './chain'
import type { Memory, Overlay } from './memory'
import type { Command } from './types'

export type AnyDecider = Decider<never, string>

/** A command waiting for its turn. */
export interface Waiting {
  command: Command
  decider: AnyDecider
  digest: string
  promise: Promise<CommandAnswer>
  answer(a: CommandAnswer): void
}

/** What a batch has decided so far about one command. */
export type Verdict =
  | { kind: 'accepted'; events: LoggedEvent[]; answer: Record<string, string | number>; position: number }
  | { kind: 'said'; answer: CommandAnswer }

/** Clocks of field devices run ahead; more than this is refused rather than believed. */
const FUTURE_TOLERANCE_MS = 60_000

export const rejection = (rejected: string, detail: Record<string, string | number> = {}): CommandAnswer => ({ ok: false, rejected, detail })

/** Schemas of all commands, compiled once. */
export class Checks {
  private readonly compiled = new Map<string, ReturnType<typeof Compile>>()

  constructor(private readonly deciders: ReadonlyMap<string, AnyDecider>) {
    for (const d of deciders.values()) this.compiled.set(d.type, Compile(d.schema))
  }

  /** What is wrong with a command before any rule is asked, or its decider. */
  check(c: Command, now: number): AnyDecider | CommandAnswer {
    const decider = this.deciders.get(c.type)
    const schema = this.compiled.get(c.type)
    if (!decider || !schema) return rejection('unknown-command', { type: c.type.slice(0, 60) })
    if (!schema.Check(c.body)) {
      const first = schema.Errors(c.body)[0]
      return rejection('invalid-command', { type: c.type, at: first?.instancePath || '/', why: first?.message ?? 'does not fit' })
    }
    if (c.occurredAt !== undefined && c.occurredAt > now + FUTURE_TOLERANCE_MS) return rejection('occurred-in-future', { type: c.type })
    return decider
  }
}

/** Binds an id to who sent what: the same id with another body is refused. */
export const digestOf = (c: Command): string =>
  sha256(JSON.stringify([c.actor.kind, c.actor.id, c.type, c.body, c.occurredAt ?? null]))

/** Everything a batch needs that memory doesn't hold, asked until nothing new turns up. */
export function missingNeeds(batch: readonly Waiting[], memory: Memory, fetched: ReadonlyMap<Ref, unknown>, overlay: Overlay, contextOf: (c: Command) => Context): Ref[] {
  const missing = new Set<Ref>()
  for (const w of batch) {
    for (const r of (w.decider as Decider<unknown, string>).needs(w.command.body, overlay, contextOf(w.command))) {
      if (!memory.has(r) && !fetched.has(r)) missing.add(r)
    }
  }
  return [...missing]
}

/** Why an actor may not give a command now, or null. Asked against the very states the rule is. */
export type Permit = (read: StateReader, actor: Actor, type: string, body: unknown) => Rejection | null

/** Decides one command against the overlay and, if accepted, folds it in. */
export function decideOne(w: Waiting, overlay: Overlay, context: Context, position: number, at: number, permit?: Permit): Verdict {
  const { madeAt, ttlMs, type } = w.command
  // Asked here and not at the door: what was done in time may be resent at any time.
  if (madeAt !== undefined && ttlMs !== undefined && at > madeAt + ttlMs) return { kind: 'said', answer: rejection('command-expired', { type }) }
  const forbidden = permit?.(overlay, w.command.actor, type, w.command.body)
  if (forbidden) return { kind: 'said', answer: rejection(forbidden.rejected, forbidden.detail) }
  const decision = (w.decider as Decider<unknown, string>).decide(overlay, w.command.body, context)
  if (isRejection(decision)) return { kind: 'said', answer: rejection(decision.rejected, (decision as Rejection).detail) }
  const events = decision.events.map((e, i): LoggedEvent => ({ ...e, position: position + 1 + i, at, actor: w.command.actor, commandId: w.command.id }))
  for (const e of events) overlay.apply(e)
  return { kind: 'accepted', events, answer: decision.answer ?? {}, position: position + events.length }
}
