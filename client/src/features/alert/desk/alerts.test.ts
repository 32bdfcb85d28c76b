import type { AlertState } from '@liandong/shared/alert/contract'
import { expect, it } from 'vitest'
import { alarmLoad, waitingAlerts } from './useAlerts'

const alert = (id: string, over: Partial<AlertState> = {}) => ({ id, priority: 2, raisedAt: 0, next: { step: 2, at: 100, whom: 'dutyChief' }, acknowledgedAt: null, clearedAt: null, ...over }) as AlertState

it('puts first what matters most and what goes further soonest', () => {
  const order = waitingAlerts([
    alert('ended', { next: null }), alert('later'), alert('sooner', { next: { step: 2, at: 50, whom: 'dutyChief' } }),
    alert('p1', { priority: 1 }), alert('taken', { acknowledgedAt: 5 }), alert('cleared', { clearedAt: 5 }),
  ])
  expect(order.map((a) => a.id)).toEqual(['p1', 'sooner', 'later', 'ended'])
})
it('counts the load of the last ten minutes, answered or not', () => {
  expect(alarmLoad([alert('a', { raisedAt: 1 }), alert('b', { raisedAt: 600_001 }), alert('c', { raisedAt: 500_000, clearedAt: 500_001 })], 600_002)).toBe(2)
})
