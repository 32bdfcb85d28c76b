import { decider, kindOf, ref, type LoggedEvent, type StateReader } from '../kernel/decider'
import { PutDevice, type DeviceCode, type DeviceRecord, type DeviceState } from './contract'

function evolve(s: DeviceState | undefined, e: LoggedEvent, id: string): DeviceState | undefined {
  return e.type === 'DevicePut' ? { ...(e.data as { after: DeviceRecord }).after, id } : s
}

/** Never a document of any screen: devices are read over HTTP, by the system's administrators. */
export const deviceKind = kindOf<DeviceState>({ kind: 'device', shape: 1, evolve, tags: () => [], document: () => null })

/** Whether this is a wall in service: only then its seat sees anything. */
export const isWallInService = (read: StateReader, id: string): boolean => {
  const d = read.get<DeviceState>('device', id)
  return d?.kind === 'wall' && d.active
}

/** Whether a feed may bring anything: it may until somebody takes it out of service. */
export const isFeedInService = (read: StateReader, id: string): boolean => read.get<DeviceState>('device', id)?.active !== false

const same = (a: DeviceRecord, b: DeviceRecord): boolean => a.kind === b.kind && a.name === b.name && a.place === b.place && a.active === b.active

const put = decider<PutDevice, DeviceCode>({
  type: 'PutDevice',
  schema: PutDevice,
  needs: (b) => [ref('device', b.deviceId), ...(b.after.kind === 'feed' ? [ref('source', b.deviceId)] : [])],
  decide(read, b) {
    const before = read.get<DeviceState>('device', b.deviceId)
    if (b.after.kind === 'feed' && !read.get('source', b.deviceId)) return { rejected: 'unknown-device', detail: { device: b.deviceId } }
    if (before && before.kind !== b.after.kind) return { rejected: 'device-kind-fixed' }
    // Its key may be in other hands: a wall taken out of service pairs anew, with a new key and as a new device.
    if (before?.kind === 'wall' && !before.active && b.after.active) return { rejected: 'device-revoked', detail: { name: before.name } }
    if (before && same(before, b.after)) return { rejected: 'nothing-changed' }
    return { events: [{ type: 'DevicePut', v: 1, subjects: [ref('device', b.deviceId)], data: { deviceId: b.deviceId, after: b.after } }] }
  },
})

export const deviceDeciders = [put]
