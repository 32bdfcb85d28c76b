import { DECIDERS, KINDS } from '@liandong/shared/areas'
import { isRejection, splitRef, type Instant, type LoggedEvent, type StateReader } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { PackRecord } from '../../../packs/read'

/** The real rules over plain memory, without database or jobs: for tests of what is planned. */
export class MemoryDoor {
  readonly states = new Map<string, unknown>()
  readonly events: LoggedEvent[] = []
  now: Instant = 0
  private ids = 0
  private readonly kinds = new Map(KINDS.map((k) => [k.kind, k]))
  private readonly deciders = new Map(DECIDERS.map((d) => [d.type, d]))

  constructor(records: readonly PackRecord[], private readonly zone: string) {
    for (const r of records) this.apply({ type: 'RecordPut', v: 1, subjects: [`${r.kind}:${r.id}`], data: r, position: 0, at: 0, actor: { kind: 'system', id: 'pack' }, commandId: 'pack' })
  }

  /** Submits one command at the instant it says it occurred. */
  submit(c: { id: string; type: string; body: unknown; occurredAt: Instant }): CommandAnswer {
    const d = this.deciders.get(c.type)
    if (!d) return { ok: false, rejected: 'unknown-command', detail: { type: c.type } }
    const actor = { kind: 'person', id: 'test' } as const
    const context = { now: this.now, actor, commandId: c.id, newId: () => `id-${++this.ids}`, zone: this.zone, occurredAt: c.occurredAt }
    const decided = d.decide(this.read, c.body as never, context)
    if (isRejection(decided)) return { ok: false, rejected: decided.rejected, detail: decided.detail ?? {} }
    for (const e of decided.events) {
      const event = { ...e, position: this.events.length + 1, at: this.now, actor, commandId: c.id }
      this.events.push(event)
      this.apply(event)
    }
    return { ok: true, position: this.events.length, replayed: false, answer: decided.answer ?? {} }
  }

  all<S>(kind: string): S[] {
    return [...this.states].filter(([r]) => r.startsWith(`${kind}:`)).map(([, s]) => s as S)
  }

  private readonly read: StateReader = {
    get: <S>(kind: string, id: string) => this.states.get(`${kind}:${id}`) as S | undefined,
    all: <S>(kind: string) => this.all<S>(kind),
  }

  private apply(e: LoggedEvent): void {
    for (const r of e.subjects) {
      const { kind, id } = splitRef(r)
      const next = this.kinds.get(kind)?.evolve(this.states.get(r) as never, e, id)
      if (next === undefined) this.states.delete(r)
      else this.states.set(r, next)
    }
  }
}
