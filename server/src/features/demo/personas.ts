import type { Role } from '@liandong/shared/access/roles'
import type { DeviceRecord } from '@liandong/shared/device/contract'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Command } from '../../engine/types'
import type { Pack } from '../../packs/read'

/** Somebody to be in the demonstration. */
export interface Persona {
  id: string
  roles: readonly Role[]
  post: PersonRecord['post'] | null
  orgId: string | null
  areaIds: readonly string[]
}

/** The wall as a device of the demonstration. */
export const DEMO_WALL = 'demo-wall'

const centre = (roles: PersonRecord['roles'], post: PersonRecord['post']): PersonRecord => ({ roles, post, areaIds: [], active: true })

/** One for each kind of work, as far as the pack has an organisation or an area for it. */
export function personasOf(pack: Pick<Pack, 'records'>): ReadonlyMap<string, PersonRecord> {
  const first = (kind: string, is: (after: Record<string, unknown>) => boolean) => pack.records.find((r) => r.kind === kind && is(r.after as Record<string, unknown>))?.id
  const power = first('organisation', (o) => o.role === 'utility_power') ?? first('organisation', (o) => o.jurisdiction === true)
  const town = first('area', (a) => a.level === 'township')
  const townOrg = first('organisation', (o) => o.role === 'township' && o.areaId === town)
  // A small centre's night: one seat takes calls, dispatches and closes.
  const all = new Map<string, PersonRecord>([
    ['desk', centre(['intake', 'dispatcher', 'duty_chief'], 'dutyOfficer')], ['commander', centre(['commander'], 'commander')], ['analyst', centre(['analyst'], 'analyst')],
  ])
  if (power) all.set('liaison', { ...centre(['liaison'], 'orgDuty'), orgId: power })
  if (town) all.set('township', { ...centre(['township'], 'townshipDuty'), areaIds: [town], ...(townOrg ? { orgId: townOrg } : {}) })
  return all.set('security', centre(['sec_admin'], 'administrator')).set('system', centre(['sys_admin'], 'administrator')).set('audit', centre(['audit_admin'], 'administrator'))
}

const PREFIX = 'demo-'
export const personaId = (name: string): string => `${PREFIX}${name}`
export const isPersona = (person: string): boolean => person.startsWith(PREFIX)

/** Gives the personas their rights and the wall its place, where they haven't them yet. */
export async function putPersonas(pack: Pick<Pack, 'records'>, submit: (c: Command) => Promise<CommandAnswer>): Promise<void> {
  const wall: DeviceRecord = { kind: 'wall', name: '演示大屏', place: '指挥大厅', active: true }
  await submit({ id: 'demo-wall', type: 'PutDevice', body: { deviceId: DEMO_WALL, after: wall }, actor: { kind: 'system', id: 'demo' } })
  for (const [name, after] of personasOf(pack)) {
    // Content in the id: a pack that changes changes them too, and the same again is the same command.
    await submit({ id: `demo-person:${name}:${JSON.stringify([after.orgId, after.areaIds])}`, type: 'PutPerson', body: { personId: personaId(name), after }, actor: { kind: 'system', id: 'demo' } })
  }
}
