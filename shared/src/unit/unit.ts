import { decider, effectiveAt, kindOf, ref, type LoggedEvent, type Ref, type StateReader } from '../kernel/decider'
import { recordOf, registryKind } from '../kernel/registry'
import {
  ChangeUnitStatus, NoteLostContact, NoteRegainedContact, type Source, type UnitCode, type UnitRecord, type UnitState, type UnitStatus,
} from './contract'

export const sourceKind = registryKind<Source>('source')

/** How an order's step moves the unit that carries it. */
const STATUS_BY_ORDER_EVENT: Record<string, UnitStatus> = {
  OrderIssued: 'assigned',
  OrderEnRoute: 'en_route',
  OrderOnScene: 'on_scene',
  OrderWorking: 'on_scene',
  OrderDone: 'returning',
  OrderDeclined: 'idle',
  OrderRecalled: 'returning',
  OrderExpired: 'idle',
}
const ORDER_ENDS = new Set(['OrderDone', 'OrderDeclined', 'OrderRecalled', 'OrderExpired'])

function evolve(state: UnitState | undefined, event: LoggedEvent, id: string): UnitState | undefined {
  const record = recordOf<UnitRecord>(event, 'unit', id)
  if (record !== undefined) {
    if (record === null) return undefined
    const kept = state ?? { status: 'idle' as const, statusAt: event.at, orderId: null, incidentId: null, lostSince: null, servesAreaId: null }
    const { status, statusAt, orderId, incidentId, lostSince, servesAreaId } = kept
    return { ...record, id, status, statusAt, orderId, incidentId, lostSince, servesAreaId }
  }
  if (!state) return state
  const at = effectiveAt(event)
  switch (event.type) {
    case 'UnitStatusChanged':
      return { ...state, status: (event.data as { status: UnitStatus }).status, statusAt: at }
    case 'UnitContactLost':
      return { ...state, lostSince: (event.data as NoteLostContact).since }
    case 'UnitContactRegained':
      return { ...state, lostSince: null }
  }
  const status = STATUS_BY_ORDER_EVENT[event.type]
  if (!status) return state
  const { orderId, incidentId, areaId } = event.data as { orderId: string; incidentId: string; areaId?: string | null }
  if (event.type !== 'OrderIssued' && state.orderId !== orderId) return state
  return ORDER_ENDS.has(event.type)
    ? { ...state, status, statusAt: at, orderId: null, incidentId: null, servesAreaId: null }
    : { ...state, status, statusAt: at, orderId, incidentId, servesAreaId: event.type === 'OrderIssued' ? (areaId ?? null) : state.servesAreaId }
}

export const unitKind = kindOf<UnitState>({
  kind: 'unit',
  // 2: a unit on an order knows where it is needed.
  shape: 2,
  evolve,
  tags: (u) => [`org:${u.orgId}`, `unit:${u.id}`, ...[...new Set([u.areaId, u.servesAreaId])].flatMap((a) => (a ? [`area:${a}`] : []))],
  // deviceId names hardware in a feed; only the server needs it.
  document: ({ deviceId: _deviceId, servesAreaId: _area, ...shown }) => shown,
})

const changeUnitStatus = decider<ChangeUnitStatus, UnitCode>({
  type: 'ChangeUnitStatus',
  schema: ChangeUnitStatus,
  needs: (b) => [ref('unit', b.unitId)],
  decide(read, b) {
    const unit = read.get<UnitState>('unit', b.unitId)
    if (!unit) return { rejected: 'unknown-unit', detail: { unit: b.unitId } }
    if (unit.orderId) return { rejected: 'unit-on-order', detail: { unit: unit.callSign, order: unit.orderId } }
    if (unit.status === b.status) return { rejected: 'status-unchanged', detail: { unit: unit.callSign } }
    return { events: [{ type: 'UnitStatusChanged', v: 1, subjects: [ref('unit', unit.id)], data: { status: b.status, ...(b.reason ? { reason: b.reason } : {}) } }] }
  },
})

const noteLostContact = decider<NoteLostContact, UnitCode>({
  type: 'NoteLostContact',
  schema: NoteLostContact,
  needs: (b, read) => unitNeeds(read, b.unitId),
  decide(read, b) {
    const unit = read.get<UnitState>('unit', b.unitId)
    if (!unit) return { rejected: 'unknown-unit', detail: { unit: b.unitId } }
    if (unit.lostSince !== null || unit.status === 'off_duty') return { rejected: 'no-longer-true' }
    return { events: [{ type: 'UnitContactLost', v: 1, subjects: subjectsOf(unit), data: b }] }
  },
})

const noteRegainedContact = decider<NoteRegainedContact, UnitCode>({
  type: 'NoteRegainedContact',
  schema: NoteRegainedContact,
  needs: (b, read) => unitNeeds(read, b.unitId),
  decide(read, b) {
    const unit = read.get<UnitState>('unit', b.unitId)
    if (!unit) return { rejected: 'unknown-unit', detail: { unit: b.unitId } }
    if (unit.lostSince === null) return { rejected: 'no-longer-true' }
    return { events: [{ type: 'UnitContactRegained', v: 1, subjects: subjectsOf(unit), data: b }] }
  },
})

/** A unit on an order takes its incident along, so that the file says when contact was lost. */
const subjectsOf = (u: UnitState) => [ref('unit', u.id), ...(u.incidentId ? [ref('incident', u.incidentId)] : [])]

function unitNeeds(read: StateReader, unitId: string): Ref[] {
  const unit = read.get<UnitState>('unit', unitId)
  return unit ? subjectsOf(unit) : [ref('unit', unitId)]
}

export const unitDeciders = [changeUnitStatus, noteLostContact, noteRegainedContact]
