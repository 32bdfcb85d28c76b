import type { AlertState } from '@liandong/shared/alert/contract'
import { expect, it } from 'vitest'
import { byNextStep } from './alertOrder'

const alert = (id: string, priority: number, nextAt: number | null, acknowledgedAt: number | null = null) =>
  ({ id, priority, next: nextAt === null ? null : { step: 2, at: nextAt, whom: 'dutyChief' }, raisedAt: 0, acknowledgedAt, clearedAt: null }) as AlertState

it('puts the waiting first, then level, then the next step', () => {
  const list = [alert('taken1', 1, null, 5), alert('late3', 3, 10), alert('b2', 2, 30), alert('a2', 2, 20), alert('top2', 2, null)]
  expect(list.sort(byNextStep).map((a) => a.id)).toEqual(['a2', 'b2', 'top2', 'late3', 'taken1'])
})
