import { alertDeciders, alertKind } from './alert/alert'
import { areaKind, Area } from './area/contract'
import { deviceDeciders, deviceKind } from './device/device'
import { incidentDeciders } from './incident/commands'
import { IncidentKind } from './incident/contract'
import { incidentKind } from './incident/incident'
import { incidentDayKind } from './incident/incidentDay'
import { incidentKindKind, Numbering, numberingKind } from './incident/registry'
import type { Decider, Kind } from './kernel/decider'
import type { RegistryKind } from './kernel/registry'
import { KeySite, keySiteKind } from './keySite/contract'
import { Organisation, organisationKind } from './org/contract'
import { orderDeciders } from './order/commands'
import { orderKind } from './order/order'
import { ClockPolicy, policyKind } from './order/policy'
import { personDeciders, personKind } from './person/person'
import { sealDeciders } from './seal/seal'
import { RunCard, runCardKind } from './plan/contract'
import { Source, UnitRecord } from './unit/contract'
import { sourceKind, unitDeciders, unitKind } from './unit/unit'

/** Every kind of state there is. A new area adds a line here and one in the server's `main.ts`. */
export const KINDS: readonly Kind[] = [
  organisationKind, areaKind, keySiteKind, runCardKind, sourceKind, policyKind, incidentKindKind, numberingKind,
  unitKind, incidentKind, incidentDayKind, orderKind, alertKind, personKind, deviceKind,
]

/** Every rule there is, but the registries' one, which needs a checker. */
export const DECIDERS: readonly Decider<never, string>[] = [...incidentDeciders, ...orderDeciders, ...alertDeciders, ...unitDeciders, ...personDeciders, ...deviceDeciders, ...sealDeciders]

/** What `PutRecords` may write. */
export const REGISTRIES: readonly RegistryKind[] = [
  { kind: 'organisation', schema: Organisation }, { kind: 'area', schema: Area }, { kind: 'keySite', schema: KeySite },
  { kind: 'runCard', schema: RunCard }, { kind: 'source', schema: Source }, { kind: 'policy', schema: ClockPolicy },
  { kind: 'incidentKind', schema: IncidentKind }, { kind: 'numbering', schema: Numbering }, { kind: 'unit', schema: UnitRecord },
]
