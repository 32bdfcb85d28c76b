import { describe, expect, it } from 'vitest'
import { accepted, district, NOON } from '../testing/given'
import type { UnitState } from '../unit/contract'
import type { OrderState } from './contract'
import { nextDeadline, ORDER_NEXT } from './order'

const setup = () => {
  const w = district()
  const incidentId = accepted(w)
  const orderId = String(w.do('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u1' }).orderId)
  return { w, incidentId, orderId, order: () => w.get<OrderState>('order', orderId)!, unit: () => w.get<UnitState>('unit', 'u1')! }
}

describe('issuing', () => {
  it('freezes the clocks and the ladder of the policy into the order', () => {
    const { w, order } = setup()
    expect(order()).toMatchObject({ role: 'lead', clocks: { ackMs: 60_000 }, ladder: [{ afterMs: 60_000, whom: 'orgDuty' }, { afterMs: 180_000, whom: 'orgLeader' }, { afterMs: 300_000, whom: 'commander' }] })
    const policy = w.get<Record<string, unknown>>('policy', 'clocks')!
    w.put('policy', 'clocks', { ...policy, ackLadder: [{ times: 9, whom: 'dutyChief' }] })
    expect(order().ladder).toHaveLength(3)
  })

  it('refuses what may not be ordered, in words that say who or what holds it', () => {
    const { w, incidentId } = setup()
    const second = accepted(w)
    expect(w.do('IssueOrder', { incidentId: second, orgId: 'fire', unitId: 'u1' })).toMatchObject({ rejected: 'unit-not-available', unit: 'u1', no: 'WC-20261120-0001' })
    expect(w.do('IssueOrder', { incidentId, orgId: 'zone' })).toMatchObject({ rejected: 'org-not-permitted', org: '开发区' })
    expect(w.do('IssueOrder', { incidentId, orgId: 'nobody' }).rejected).toBe('unknown-org')
    expect(w.do('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u9' }).rejected).toBe('unknown-unit')
    const reported = String(w.do('ReportIncident', { kindId: 'fire', placeText: 'x', source: '110' }).incidentId)
    expect(w.do('IssueOrder', { incidentId: reported, orgId: 'fire' }).rejected).toBe('incident-not-accepted')
  })

  it('lets an organisation hold one open order of its own per incident', () => {
    const w = district()
    const incidentId = accepted(w)
    const first = String(w.do('IssueOrder', { incidentId, orgId: 'fire' }).orderId)
    expect(w.do('IssueOrder', { incidentId, orgId: 'fire' }).rejected).toBe('org-already-ordered')
    w.do('RecallOrder', { orderId: first, reason: '改派' })
    expect(w.do('IssueOrder', { incidentId, orgId: 'fire' }).rejected).toBeUndefined()
  })
})

describe('the steps', () => {
  it('move the unit along with the order', () => {
    const { w, orderId, unit } = setup()
    const seen = [unit().status]
    for (const c of ['AcknowledgeOrder', 'ReportEnRoute', 'ReportOnScene', 'ReportDone']) {
      w.do(c, { orderId })
      seen.push(unit().status)
    }
    expect(seen).toEqual(['assigned', 'assigned', 'en_route', 'on_scene', 'returning'])
    expect(unit().orderId).toBeNull()
  })

  it('may be skipped forwards, never taken backwards', () => {
    const { w, orderId } = setup()
    expect(w.do('ReportOnScene', { orderId }).rejected).toBeUndefined()
    expect(w.do('ReportEnRoute', { orderId })).toMatchObject({ rejected: 'order-step-not-allowed', from: 'on_scene', to: 'en_route' })
    expect(Object.entries(ORDER_NEXT).every(([from, next]) => !(next as string[]).includes(from))).toBe(true)
  })

  it('count from when the source says they happened', () => {
    const { w, orderId, order } = setup()
    w.do('AcknowledgeOrder', { orderId }, { at: NOON + 50_000, occurredAt: NOON + 20_000 })
    expect(order().times.acknowledged).toBe(NOON + 20_000)
  })

  it('begin work with the first feedback', () => {
    const { w, orderId, order } = setup()
    expect(w.do('ReportFeedback', { orderId, text: '到' }).rejected).toBe('order-step-not-allowed')
    w.do('ReportOnScene', { orderId })
    w.do('ReportFeedback', { orderId, text: '火已控制' })
    expect(order()).toMatchObject({ status: 'working', feedbacks: 1, feedback: { text: '火已控制' } })
    expect(w.document('order', orderId, 'wall')).toMatchObject({ feedback: { at: NOON } })
    expect(JSON.stringify(w.document('order', orderId, 'wall'))).not.toContain('火已控制')
  })
})

describe('the clock that runs', () => {
  const at = { status: 'issued' as const, times: { issued: 0 }, feedback: null, clocks: { ackMs: 60, turnoutMs: 60, arrivalMs: 300, firstFeedbackMs: 300, progressMs: 900, finishMs: 14_400 } }
  it.each([
    [{}, 'ack', 60], [{ status: 'acknowledged', times: { issued: 0, acknowledged: 30 } }, 'turnout', 90],
    [{ status: 'en_route', times: { issued: 0, en_route: 80 } }, 'arrival', 300],
    [{ status: 'on_scene', times: { issued: 0, on_scene: 280 } }, 'firstFeedback', 580],
    [{ status: 'working', times: { issued: 0, working: 600 }, feedback: { at: 700, text: '' } }, 'progress', 1600],
    [{ status: 'working', times: { issued: 0, working: 14_000 } }, 'finish', 14_400],
  ] as const)('%j runs %s', (more, stage, dueAt) => expect(nextDeadline({ ...at, ...(more as object) })).toEqual({ stage, dueAt }))
  it('stops when the order ends', () => expect(nextDeadline({ ...at, status: 'done' })).toBeNull())
})
