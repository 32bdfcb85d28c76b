import type { OrderDocument } from '@liandong/shared/order/order'
import { describe, expect, it } from 'vitest'
import { flowOf, punctualityOf } from './flow'

const M = 60_000
const order = (status: string, times: OrderDocument['times']) => ({
  status, times, feedback: null,
  clocks: { ackMs: M, turnoutMs: M, arrivalMs: 10 * M, firstFeedbackMs: 5 * M, progressMs: 30 * M, finishMs: 240 * M },
}) as OrderDocument

const orders = [
  order('issued', { issued: 0 }), order('issued', { issued: 100 * M }), order('en_route', { issued: 95 * M, acknowledged: 95.5 * M }),
  order('working', { issued: 80 * M, acknowledged: 82 * M, on_scene: 90 * M, working: 95 * M }), order('done', { issued: 0, on_scene: 20 * M, done: 30 * M }),
]

describe('orders by state', () => {
  it('counts open ones and their overdue part', () => {
    expect(flowOf(orders, 100.5 * M).map((c) => [c.status, c.count, c.overdue])).toEqual([
      ['issued', 2, 1], ['acknowledged', 0, 0], ['en_route', 1, 0], ['on_scene', 0, 0], ['working', 1, 0],
    ])
  })
  it('says how many answered in time, of how many', () => {
    expect(punctualityOf(orders, 100.5 * M)).toEqual({ due: 4, acknowledgedInTime: 1, arrivals: 2, arrivalP90: 20 * M })
    expect(punctualityOf([], 0)).toEqual({ due: 0, acknowledgedInTime: 0, arrivals: 0, arrivalP90: null })
  })
})
