import Type from 'typebox'
import type { AreaState } from '@liandong/shared/area/contract'
import type { StateReader } from '@liandong/shared/kernel/decider'
import { OneOf, Strict } from '@liandong/shared/kernel/schema'
import type { OrganisationState } from '@liandong/shared/org/contract'
import { answers } from './answers'
import type { App } from './http'

const Kind = Strict({ kind: OneOf(['organisation', 'area'] as const) })
type Kind = Type.Static<typeof Kind>['kind']

/** What an administrator chooses from: names and where it belongs, nothing that moves. */
const Row = Strict({
  id: Type.String(), name: Type.String(), nameEn: Type.String(),
  /** Role of an organisation, level of an area. */
  sort: Type.String(),
  /** The one it belongs to, of the same register; null for a top one. */
  parent: Type.Union([Type.String(), Type.Null()]),
})
type Row = Type.Static<typeof Row>
export const RegisterAnswered = Strict({ rows: Type.Array(Row) })

const READ: Readonly<Record<Kind, (read: StateReader) => Row[]>> = {
  organisation: (read) => [...read.all<OrganisationState>('organisation')].map((o) => ({ id: o.id, name: o.name, nameEn: o.nameEn, sort: o.role, parent: o.parent ?? null })),
  area: (read) => [...read.all<AreaState>('area')].map((a) => ({ id: a.id, name: a.name, nameEn: a.nameEn, sort: a.level, parent: a.parent ?? null })),
}

/**
 * Registers as a list, for administrators: they have no live picture, and give rights over organisations and areas. A district has some
 * hundreds of each, so that they come whole and are searched where they are shown.
 */
export function addRegisterRoutes(app: App, p: { read: StateReader }): void {
  app.get('/api/registers/:kind', { schema: { params: Kind, response: answers(RegisterAnswered) } }, (req) => ({
    rows: READ[(req.params as { kind: Kind }).kind](p.read).sort((a, b) => (a.id < b.id ? -1 : 1)),
  }))
}
