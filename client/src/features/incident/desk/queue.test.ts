import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { describe, expect, it } from 'vitest'
import { heldOrder, incidentDeadline, queueRows, waitsForUs } from './queue'

const incident = (id: string, over: Partial<IncidentDocument> = {}) =>
  ({ id, priority: 3, status: 'accepted', receivedAt: 0, due: { register: 60, dispatch: 600, review: null }, orders: {}, ...over }) as IncidentDocument
const order = (id: string, over: Partial<OrderDocument>) =>
  ({ id, status: 'issued', times: { issued: 0 }, clocks: { ackMs: 60, turnoutMs: 90, arrivalMs: 500, firstFeedbackMs: 100, progressMs: 100, finishMs: 9999 }, feedback: null, ...over }) as OrderDocument

describe('the queue', () => {
  it('sorts by level, then by the next deadline, then by age, and leaves out what has ended', () => {
    const rows = queueRows([
      incident('late3', { due: { register: 1, dispatch: 50, review: null } }),
      incident('p1', { priority: 1, due: { register: 1, dispatch: 900, review: null } }),
      incident('soon3', { due: { register: 1, dispatch: 70, review: null } }),
      incident('gone', { priority: 1, status: 'closed' }),
    ], new Map())
    expect(rows.map((r) => r.id)).toEqual(['p1', 'late3', 'soon3'])
  })

  it('takes the nearest clock of the open orders once it is dispatched', () => {
    const i = incident('i', { status: 'handling', orders: { a: { status: 'issued', orgId: 'x', unitId: null }, b: { status: 'en_route', orgId: 'y', unitId: null } } })
    const orders = new Map([['a', order('a', { times: { issued: 480 } })], ['b', order('b', { status: 'en_route' })]])
    expect(incidentDeadline(i, orders)).toEqual({ of: 'arrival', orderId: 'b', dueAt: 500 })
  })

  it('fills the mark of what waits for us and of every P1', () => {
    const row = (over: Partial<IncidentDocument>, dueAt: number) => ({ id: 'x', incident: incident('x', over), deadline: { of: 'dispatch' as const, orderId: null, dueAt } })
    expect(waitsForUs(row({ status: 'handling' }, 100), 50)).toBe(false)
    expect(waitsForUs(row({ status: 'handling' }, 100), 101)).toBe(true)
    expect(waitsForUs(row({ status: 'reported' }, 100), 50)).toBe(true)
    expect(waitsForUs(row({ priority: 1 }, 100), 50)).toBe(true)
  })
})

describe('rows under a hand', () => {
  it('keep their places: what ended leaves, what is new joins at the end', () => {
    expect(heldOrder(['a', 'b', 'c'], ['n', 'c', 'a'], true)).toEqual(['a', 'c', 'n'])
    expect(heldOrder(['a', 'c', 'n'], ['n', 'c', 'a'], false)).toEqual(['n', 'c', 'a'])
  })
})
