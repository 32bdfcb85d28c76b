import Type from 'typebox'
import { registryKind } from '../kernel/registry'
import { Strict } from '../kernel/schema'
import type { IncidentKind } from './contract'

export const incidentKindKind = registryKind<IncidentKind>('incidentKind')

/** How numbers of incidents begin; written from the district's pack. Record id: `incident`. */
export const Numbering = Strict({ prefix: Type.String({ pattern: '^[A-Z]{2,4}$' }) })
export type Numbering = Type.Static<typeof Numbering>
export const numberingKind = registryKind<Numbering>('numbering', { hidden: () => true })
