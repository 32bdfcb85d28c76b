import { describe, expect, it } from 'vitest'
import { accepted, district, NOON } from '../testing/given'
import type { OrderState } from '../order/contract'
import type { AlertState } from './contract'

const setup = () => {
  const w = district()
  const orderId = String(w.do('IssueOrder', { incidentId: accepted(w), orgId: 'fire', unitId: 'u1' }).orderId)
  const raise = () => String(w.do('EscalateAlert', { orderId, step: 1 }, { at: NOON + 60_000 }).alertId)
  return { w, orderId, raise, alert: () => w.get<AlertState>('alert', w.get<OrderState>('order', orderId)!.alertId!)! }
}

describe('the first ladder', () => {
  it('raises one alert per order and names the next step and its time', () => {
    const { w, raise, alert, orderId } = setup()
    raise()
    expect(alert()).toMatchObject({ dueAt: NOON + 60_000, taken: [{ step: 1, whom: 'orgDuty' }], next: { step: 2, whom: 'orgLeader', at: NOON + 180_000 } })
    w.do('EscalateAlert', { orderId, step: 2 }, { at: NOON + 180_000 })
    expect(alert().taken.map((t) => t.step)).toEqual([1, 2])
    expect([...w.all('alert')]).toHaveLength(1)
  })

  it('takes no step twice', () => {
    const { w, raise, orderId } = setup()
    raise()
    expect(w.do('EscalateAlert', { orderId, step: 1 }).rejected).toBe('step-already-taken')
  })

  it('counts from when a record of the past says that a step was taken', () => {
    const { w, alert, orderId } = setup()
    for (const [step, after] of [[1, 60_000], [2, 180_000]] as const) w.do('EscalateAlert', { orderId, step }, { at: NOON + 600_000, occurredAt: NOON + after })
    expect(alert()).toMatchObject({ raisedAt: NOON + 60_000, taken: [{ step: 1, at: NOON + 60_000 }, { step: 2, at: NOON + 180_000 }] })
  })

  it('is refused when it is no longer true', () => {
    const { w, orderId } = setup()
    w.do('AcknowledgeOrder', { orderId })
    expect(w.do('EscalateAlert', { orderId, step: 1 }, { at: NOON + 60_000 }).rejected).toBe('no-longer-true')
  })
})

describe('raised, acknowledged and cleared are three facts', () => {
  it('acknowledging stops the ladder and doesn’t clear', () => {
    const { w, raise, alert, orderId } = setup()
    const alertId = raise()
    w.do('AcknowledgeAlert', { alertId })
    expect(alert()).toMatchObject({ next: null, clearedAt: null, acknowledgedBy: 'dutyOfficer' })
    expect(w.do('EscalateAlert', { orderId, step: 2 }).rejected).toBe('already-acknowledged')
    expect(w.do('AcknowledgeAlert', { alertId })).toMatchObject({ rejected: 'already-acknowledged', by: 'dutyOfficer' })
  })

  it.each(['AcknowledgeOrder', 'ReportEnRoute', 'ReportOnScene'])('%s clears it in the same commit', (command) => {
    const { w, raise, alert, orderId } = setup()
    const alertId = raise()
    w.do(command, { orderId })
    expect(alert().clearedAt).not.toBeNull()
    expect(w.do('AcknowledgeAlert', { alertId }).rejected).toBe('alert-cleared')
  })
})
