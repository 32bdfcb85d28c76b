import Type from 'typebox'
import { decider, ref, type Kind, type LoggedEvent, type Mask, type NewEvent } from './decider'
import { Id, Strict, type TSchema } from './schema'

/**
 * Registries (organisations, areas, units, policies…) are plain records behind one command and one event.
 * The state of a registry kind is the fold of `RecordPut`; there is no rule of its own beyond its schema.
 */
export const PutRecords = Strict({
  records: Type.Array(Strict({ kind: Id, id: Id, after: Type.Unknown() }), { minItems: 1, maxItems: 500 }),
})
export type PutRecords = Type.Static<typeof PutRecords>

/** `after` null takes the record out of service. */
export type RecordPut = NewEvent<'RecordPut', { kind: string; id: string; after: unknown }>

export interface RegistryKind {
  kind: string
  schema: TSchema
}

export type RegistryCode = 'unknown-record-kind' | 'invalid-record'

/** The one decider of all registries. `check` answers the first fault of a value, or null. */
export function putRecordsDecider(kinds: readonly RegistryKind[], check: (schema: TSchema, value: unknown) => string | null) {
  const byName = new Map(kinds.map((k) => [k.kind, k]))
  return decider<PutRecords, RegistryCode>({
    type: 'PutRecords',
    schema: PutRecords,
    needs: (body) => body.records.map((r) => ref(r.kind, r.id)),
    decide(_read, body) {
      const events: NewEvent[] = []
      for (const r of body.records) {
        const kind = byName.get(r.kind)
        if (!kind) return { rejected: 'unknown-record-kind', detail: { kind: r.kind } }
        const fault = r.after === null ? null : check(kind.schema, r.after)
        if (fault) return { rejected: 'invalid-record', detail: { kind: r.kind, id: r.id, fault } }
        events.push({ type: 'RecordPut', v: 1, subjects: [ref(r.kind, r.id)], data: { kind: r.kind, id: r.id, after: r.after } })
      }
      return { events }
    },
  })
}

/** `after` of a RecordPut for this id, `null` when taken out, `undefined` when the event is another one. */
export function recordOf<S>(event: LoggedEvent, kind: string, id: string): S | null | undefined {
  if (event.type !== 'RecordPut') return undefined
  const d = event.data as { kind: string; id: string; after: S | null }
  return d.kind === kind && d.id === id ? d.after : undefined
}

/** A kind whose state is nothing but its record. */
export function registryKind<S extends object>(
  kind: string,
  options: { hidden?: (mask: Mask) => boolean; shape?: number } = {},
): Kind<S & { id: string }> {
  return {
    kind,
    shape: options.shape ?? 1,
    evolve(state, event, id) {
      const after = recordOf<S>(event, kind, id)
      if (after === undefined) return state
      return after === null ? undefined : { ...after, id }
    },
    // Registers are for everybody whom the policy lets see them.
    tags: () => [],
    document: (s, mask) => (options.hidden?.(mask) ? null : s),
  }
}
