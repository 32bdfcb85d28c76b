import { ref, splitRef, type Kind, type LoggedEvent, type Ref, type StateReader } from '@liandong/shared/kernel/decider'
import type { Touched } from './types'

/** States folded so far, by kind and id. One per node; changed only by a commit that is on disk. */
export class Memory implements StateReader {
  private readonly byKind = new Map<string, Map<string, unknown>>()

  get<S>(kind: string, id: string): S | undefined {
    return this.byKind.get(kind)?.get(id) as S | undefined
  }

  all<S>(kind: string): Iterable<S> {
    return (this.byKind.get(kind)?.values() ?? []) as Iterable<S>
  }

  set(kind: string, id: string, state: unknown): void {
    let states = this.byKind.get(kind)
    if (!states) this.byKind.set(kind, (states = new Map()))
    if (state === undefined) states.delete(id)
    else states.set(id, state)
  }

  has(r: Ref): boolean {
    const { kind, id } = splitRef(r)
    return this.byKind.get(kind)?.has(id) ?? false
  }

  count(kind: string): number {
    return this.byKind.get(kind)?.size ?? 0
  }

  *entries(): Iterable<{ kind: string; id: string; state: unknown }> {
    for (const [kind, states] of this.byKind) for (const [id, state] of states) yield { kind, id, state }
  }

  clear(): void {
    this.byKind.clear()
  }
}

/** What a batch would make of the memory: read through, written apart, thrown away if the commit fails. */
export class Overlay implements StateReader {
  private readonly written = new Map<Ref, { state: unknown; before: unknown }>()

  constructor(
    private readonly base: Memory,
    private readonly kinds: ReadonlyMap<string, Kind>,
    /** States fetched for this batch that memory had let go of. */
    private readonly fetched: ReadonlyMap<Ref, unknown>,
  ) {}

  get<S>(kind: string, id: string): S | undefined {
    const r = ref(kind, id)
    const w = this.written.get(r)
    if (w) return w.state as S | undefined
    return (this.base.get(kind, id) ?? this.fetched.get(r)) as S | undefined
  }

  *all<S>(kind: string): Iterable<S> {
    const shown = new Set<string>()
    for (const [r, w] of this.written) {
      const s = splitRef(r)
      if (s.kind !== kind) continue
      shown.add(s.id)
      if (w.state !== undefined) yield w.state as S
    }
    for (const s of this.base.all<{ id?: string }>(kind)) if (!s.id || !shown.has(s.id)) yield s as S
  }

  /** Folds one event into its subjects. A subject of a kind nobody knows is an error of the rule. */
  apply(event: LoggedEvent): void {
    for (const r of new Set(event.subjects)) {
      const { kind, id } = splitRef(r)
      const k = this.kinds.get(kind)
      if (!k) throw new Error(`event ${event.type} names a subject of unknown kind ${kind}`)
      const before = this.get(kind, id)
      const state = k.evolve(before, event, id)
      if (state === before) continue
      const first = this.written.get(r)
      this.written.set(r, { state, before: first ? first.before : before })
    }
  }

  touched(): Touched[] {
    return [...this.written].map(([r, w]) => ({ ref: r, ...splitRef(r), before: w.before, after: w.state }))
  }

  /** Makes memory what the batch decided; called once the commit is on disk. */
  keep(): void {
    for (const [r, w] of this.written) {
      const { kind, id } = splitRef(r)
      this.base.set(kind, id, w.state)
    }
  }
}
