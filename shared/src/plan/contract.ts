import Type from 'typebox'
import { registryKind } from '../kernel/registry'
import { Id, Line, OneOf, Strict } from '../kernel/schema'
import { UNIT_KINDS } from '../unit/contract'

/** What a kind of incident needs at a priority: the machine proposes it, a person decides. */
export const RunCard = Strict({
  kindId: Id,
  priority: Type.Integer({ minimum: 1, maximum: 4 }),
  needs: Type.Array(Strict({ unitKind: OneOf(UNIT_KINDS), count: Type.Integer({ minimum: 1, maximum: 50 }), task: Line(40) }), { minItems: 1, maxItems: 20 }),
  madeUp: Type.Boolean(),
})
export type RunCard = Type.Static<typeof RunCard>
export const runCardKind = registryKind<RunCard>('runCard')
