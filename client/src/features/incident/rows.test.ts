import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { describe, expect, it } from 'vitest'
import { consequenceOf, incidentDeadline } from './deadline'
import { incidentRows, settle } from './rows'

const M = 60_000
const T = 1_700_000_000_000

const incident = (id: string, more: Partial<IncidentDocument> = {}) => ({
  id, priority: 3, status: 'handling', receivedAt: T, due: { register: T + M, dispatch: T + 2 * M, review: null }, orders: {}, ...more,
}) as IncidentDocument

const order = (id: string, incidentId: string, more: Partial<OrderDocument> = {}) => ({
  id, incidentId, status: 'issued', times: { issued: T }, orgId: 'o', unitId: null, alertId: null, feedback: null, feedbacks: 0,
  clocks: { ackMs: M, turnoutMs: M, arrivalMs: 10 * M, firstFeedbackMs: 5 * M, progressMs: 30 * M, finishMs: 240 * M },
  ladder: [{ afterMs: M, whom: 'orgDuty' }, { afterMs: 3 * M, whom: 'dutyChief' }], ...more,
}) as OrderDocument

const alert = (more: Partial<AlertState> = {}) => ({
  id: 'a', orderId: 'x', taken: [{ step: 1, at: T + M, whom: 'orgDuty' }], next: { step: 2, at: T + 3 * M, whom: 'dutyChief' },
  acknowledgedAt: null, clearedAt: null, ...more,
}) as AlertState

const NONE = new Map<string, AlertState>()

describe('the deadline an incident is shown with', () => {
  it('is the centre’s own until an order runs', () => {
    expect(incidentDeadline(incident('i', { status: 'reported' }), [], NONE, T)).toMatchObject({ stage: 'register', dueAt: T + M, order: null })
    expect(incidentDeadline(incident('i', { status: 'accepted' }), [], NONE, T)).toMatchObject({ stage: 'dispatch', dueAt: T + 2 * M })
    expect(incidentDeadline(incident('i'), [], NONE, T)).toBeNull()
  })
  it('is the earliest order’s, unless an overdue one still climbs its ladder', () => {
    const late = order('arrives', 'i', { status: 'en_route', times: { issued: T - 20 * M } })
    const waits = order('waits', 'i')
    expect(incidentDeadline(incident('i'), [late, waits], NONE, T)?.order?.id).toBe('arrives')
    expect(incidentDeadline(incident('i'), [late, waits], NONE, T + 2 * M)?.order?.id).toBe('waits')
  })
})

describe('the consequence', () => {
  const d = (alertId: string | null) => ({ stage: 'ack' as const, dueAt: T + M, order: order('x', 'i', { alertId }) })
  it('is the ladder’s first step before the alert, its next step after', () => {
    expect(consequenceOf(d(null), NONE)).toEqual({ kind: 'next', at: T + M, whom: 'orgDuty' })
    expect(consequenceOf(d('a'), new Map([['a', alert()]]))).toEqual({ kind: 'next', at: T + 3 * M, whom: 'dutyChief' })
  })
  it('says who took it, where the ladder ended, or that nothing follows', () => {
    expect(consequenceOf(d('a'), new Map([['a', alert({ acknowledgedAt: T, acknowledgedBy: 'dutyChief', next: null })]]))).toEqual({ kind: 'taken', at: T, by: 'dutyChief' })
    expect(consequenceOf(d('a'), new Map([['a', alert({ next: null })]]))).toEqual({ kind: 'ended', whom: 'orgDuty' })
    expect(consequenceOf({ stage: 'arrival', dueAt: T, order: order('x', 'i') }, NONE)).toEqual({ kind: 'none' })
  })
})

describe('incidentRows', () => {
  it('sorts by level, then by next deadline, and leaves the closed ones out', () => {
    const rows = incidentRows(
      [incident('late3', { status: 'reported' }), incident('b2', { priority: 2 }), incident('a2', { priority: 2 }), incident('gone', { status: 'closed' })],
      [order('1', 'b2'), order('2', 'a2', { status: 'en_route' })], NONE, T + 2 * M)
    expect(rows.map((r) => [r.id, r.overdue, r.solid])).toEqual([['b2', true, true], ['a2', false, false], ['late3', true, true]])
  })
  it('counts who is there among those who count', () => {
    const [row] = incidentRows([incident('i')], [
      order('1', 'i', { status: 'working', times: { issued: T, working: T } }), order('2', 'i', { status: 'acknowledged', times: { issued: T, acknowledged: T } }),
      order('3', 'i', { status: 'declined' }),
    ], NONE, T)
    expect(row).toMatchObject({ ordered: 2, onScene: 1, solid: false })
  })
  it('keeps places while a hand is near', () => {
    const rows = incidentRows([incident('a', { priority: 1 }), incident('b', { priority: 2 }), incident('c', { priority: 1 })], [], NONE, T)
    expect(settle(['b', 'a', 'x'], rows, true).map((r) => r.id)).toEqual(['b', 'a', 'c'])
    expect(settle(['b', 'a'], rows, false).map((r) => r.id)).toEqual(['a', 'c', 'b'])
  })
})
