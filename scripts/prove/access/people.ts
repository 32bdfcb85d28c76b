import type { PersonRecord } from '@liandong/shared/person/contract'
import type { Column } from './expected'

/** Two townships, each with villages of its own, and what lies in each as a person would write it down. */
export const TOWN_A = '330702004'
export const TOWN_B = '330702103'
export const AREAS_IN: Readonly<Record<string, readonly string[]>> = {
  [TOWN_A]: [TOWN_A, 'village-a1', 'village-a2'], [TOWN_B]: [TOWN_B, 'village-b1'], 'village-a1': ['village-a1'],
}
/** And what belongs to each organisation that somebody speaks for. */
export const ORGS_OF: Readonly<Record<string, readonly string[]>> = {
  power: ['power', 'power-east'], gas: ['gas'], [`town-${TOWN_A}`]: [`town-${TOWN_A}`], [`town-${TOWN_B}`]: [`town-${TOWN_B}`],
}

const area = (id: string, parent: string) => ({ kind: 'area', id, after: { name: id, nameEn: id, shortName: id, level: 'village', parent, lon: 119.65, lat: 29.11, approximate: true } })
const unit = (id: string, orgId: string, sourceId: string, areaId?: string) =>
  ({ kind: 'unit', id, after: { callSign: id, callSignEn: id, kind: 'repair_power', orgId, ...(areaId ? { areaId } : {}), crewSize: 2, capability: [], sourceId, deviceId: `device-of-${id}`, usualSpeedKmh: 40, homeLon: 119.65, homeLat: 29.11, madeUp: true } })

/** What the pack lacks: areas below townships, an organisation below one, and units of each part. */
export const RECORDS = [
  area('village-a1', TOWN_A), area('village-a2', TOWN_A), area('village-b1', TOWN_B),
  { kind: 'organisation', id: 'power-east', after: { name: '供电东区', nameEn: 'Power east', shortName: '电东', role: 'utility_power', parent: 'power', jurisdiction: true, madeUp: true } },
  unit('of-power', 'power', 'repair-gps'), unit('of-power-east', 'power-east', 'repair-gps'), unit('of-gas', 'gas', 'ems-gps'),
  unit('of-town-a', `town-${TOWN_A}`, 'volunteer-app', TOWN_A), unit('of-town-b', `town-${TOWN_B}`, 'volunteer-app', TOWN_B),
]

/** Somebody who tries everything. */
export interface Persona {
  name: string
  column: Column
  /** Absent for a wall, a feed and nobody. */
  rights?: PersonRecord
  /** Ids of what is its own to act upon, and of what isn't. */
  own: Side
  other: Side
}

/** One half of the town, as ids. `part` names its orders, alerts and units in the ground. */
export interface Side { area: string; case: 'a' | 'b'; part: 'power' | 'gas' | 'townA' | 'townB' }

const side = (area: string, half: 'a' | 'b', part: Side['part']): Side => ({ area, case: half, part })
const A = side('village-a1', 'a', 'power')
const B = side('village-b1', 'b', 'gas')
const AT = side('village-a1', 'a', 'townA')
const BT = side('village-b1', 'b', 'townB')
const rights = (role: PersonRecord['roles'][number], post: PersonRecord['post'], more: Partial<PersonRecord> = {}): PersonRecord => ({ roles: [role], post, areaIds: [], active: true, ...more })

export const LIAISON_POWER = rights('liaison', 'orgDuty', { orgId: 'power' })
export const LIAISON_GAS = rights('liaison', 'orgDuty', { orgId: 'gas' })
export const TOWNSHIP_A = rights('township', 'townshipDuty', { orgId: `town-${TOWN_A}`, areaIds: [TOWN_A] })
export const TOWNSHIP_B = rights('township', 'townshipDuty', { orgId: `town-${TOWN_B}`, areaIds: [TOWN_B] })
export const GRID_A = rights('grid', 'gridWorker', { orgId: `town-${TOWN_A}`, areaIds: ['village-a1'] })
export const CHIEF = rights('duty_chief', 'dutyChief')

export const PERSONAS: readonly Persona[] = [
  { name: 'wall', column: 'wall', own: A, other: B },
  { name: 'intake', column: 'inta', rights: rights('intake', 'dutyOfficer'), own: A, other: B },
  { name: 'dispatcher', column: 'disp', rights: rights('dispatcher', 'dutyOfficer'), own: A, other: B },
  { name: 'chief', column: 'chie', rights: CHIEF, own: A, other: B },
  { name: 'commander', column: 'comm', rights: rights('commander', 'commander'), own: A, other: B },
  { name: 'analyst', column: 'anal', rights: rights('analyst', 'analyst'), own: A, other: B },
  { name: 'supervisor', column: 'supe', rights: rights('supervisor', 'supervisor'), own: A, other: B },
  { name: 'power', column: 'liai', rights: LIAISON_POWER, own: A, other: B },
  { name: 'gas', column: 'liai', rights: LIAISON_GAS, own: B, other: A },
  { name: 'town-a', column: 'town', rights: TOWNSHIP_A, own: AT, other: BT },
  { name: 'town-b', column: 'town', rights: TOWNSHIP_B, own: BT, other: AT },
  { name: 'grid-a', column: 'grid', rights: GRID_A, own: AT, other: BT },
  { name: 'sys', column: 'sysa', rights: rights('sys_admin', 'administrator'), own: A, other: B },
  { name: 'sec', column: 'seca', rights: rights('sec_admin', 'administrator'), own: A, other: B },
  { name: 'auditor', column: 'auda', rights: rights('audit_admin', 'administrator'), own: A, other: B },
  { name: 'gone', column: 'gone', rights: CHIEF, own: A, other: B },
  { name: 'nobody', column: 'none', own: A, other: B },
  { name: 'feed', column: 'feed', own: A, other: B },
]

/** Whose rights change while they look on. */
export const MOVERS: readonly (readonly PersonRecord[])[] = [
  [TOWNSHIP_A, TOWNSHIP_B], [LIAISON_POWER, LIAISON_GAS], [CHIEF, TOWNSHIP_B], [GRID_A, LIAISON_GAS],
]

/** The column of a role, for somebody whose rights change. */
export const COLUMN_OF: Readonly<Record<string, Column>> = {
  intake: 'inta', dispatcher: 'disp', duty_chief: 'chie', commander: 'comm', analyst: 'anal', supervisor: 'supe', liaison: 'liai', township: 'town', grid: 'grid',
  sys_admin: 'sysa', sec_admin: 'seca', audit_admin: 'auda',
}
