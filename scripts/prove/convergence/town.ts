import type { OrderState } from '@liandong/shared/order/contract'
import type { IncidentState } from '@liandong/shared/incident/contract'
import { said } from '../../../server/src/engine/testing/bench'
import type { Engine } from '../../../server/src/engine/engine'
import type { Dice } from '../../../server/src/features/demo/dice'

/** Long enough that a desk's first picture travels in several pieces. */
const TEXT = '群众反映二层窗口冒烟，已疏散。'.repeat(40)

const pickId = <T extends { id: string }>(engine: Engine, kind: string, dice: Dice): string => {
  const all = [...engine.read.all<T>(kind)]
  return all.length === 0 ? 'none' : dice.pick(all.slice(-20)).id
}

/** A report of an incident as a desk says it. */
export const reportBody = (dice: Dice): Record<string, unknown> =>
  ({ kindId: dice.pick(['fire', 'dispute']), placeText: `城北街道 ${dice.whole(1, 400)} 号`, text: TEXT.slice(0, dice.whole(40, TEXT.length)), source: '110' })

/** One random wish of a desk, sensible or not; a refusal changes nothing. */
export function wish(engine: Engine, dice: Dice): { type: string; body: Record<string, unknown> } {
  const incidentId = () => pickId<IncidentState>(engine, 'incident', dice)
  const orderId = () => pickId<OrderState>(engine, 'order', dice)
  const reason = '演练'
  return dice.weighted<[number, () => { type: string; body: Record<string, unknown> }]>([
    [3, () => ({ type: 'ReportIncident', body: reportBody(dice) })],
    [3, () => ({ type: 'AcceptIncident', body: { incidentId: incidentId() } })],
    [2, () => ({ type: 'RejectIncident', body: { incidentId: incidentId(), reason } })],
    [2, () => ({ type: 'ReviseIncident', body: { incidentId: incidentId(), placeText: `改 ${dice.whole(1, 1000)}` } })],
    [3, () => ({ type: 'IssueOrder', body: { incidentId: incidentId(), orgId: 'fire', unitId: dice.pick(['u1', 'u2']) } })],
    [4, () => ({ type: dice.pick(['AcknowledgeOrder', 'ReportEnRoute', 'ReportOnScene', 'ReportWorking', 'ReportDone']), body: { orderId: orderId() } })],
    [1, () => ({ type: 'RecallOrder', body: { orderId: orderId(), reason } })],
    [2, () => ({ type: 'EscalateAlert', body: { orderId: orderId(), step: dice.whole(1, 4) } })],
    [2, () => ({ type: 'ChangeUnitStatus', body: { unitId: dice.pick(['u1', 'u2']), status: dice.pick(['idle', 'busy']) } })],
  ], ([weight]) => weight)[1]()
}

/** So many wishes at once, straight at the door: they share a commit. */
export async function bustle(engine: Engine, dice: Dice, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => {
    const { type, body } = wish(engine, dice)
    return engine.submit(said(type, body))
  }))
}
