import type { OrderDocument } from '@liandong/shared/order/order'
import { expect, it } from 'vitest'
import { ORDER_STEPS, stepBody, stepsOf, undoable } from './steps'

const order = (status: OrderDocument['status']) => ({ status, times: { issued: 1000 } }) as OrderDocument

it('offers the steps the rules allow, next one first', () => {
  expect(stepsOf(order('issued')).map((s) => s.verb)).toEqual(['acknowledge', 'enRoute', 'onScene', 'decline', 'recall'])
  expect(stepsOf(order('on_scene')).map((s) => s.verb)).toEqual(['feedback', 'done', 'recall'])
  expect(stepsOf(order('done'))).toEqual([])
})
it('gives each step its own key', () => {
  expect(new Set(ORDER_STEPS.map((s) => s.key)).size).toBe(ORDER_STEPS.length)
})
it('says that the answer came by phone', () => {
  const [acknowledge, , , feedback, , decline] = ORDER_STEPS
  expect(stepBody(acknowledge!, 'o', 'ignored')).toEqual({ orderId: 'o', channel: 'phone' })
  expect(stepBody(feedback!, 'o', '明火已灭')).toEqual({ orderId: 'o', channel: 'phone', text: '明火已灭' })
  expect(stepBody(decline!, 'o', '车坏')).toEqual({ orderId: 'o', channel: 'phone', reason: '车坏' })
})
it('lets an order be taken back unasked for a minute while nobody answered', () => {
  expect(undoable(order('issued'), 30_000)).toBe(true)
  expect(undoable(order('issued'), 61_000)).toBe(false)
  expect(undoable(order('acknowledged'), 30_000)).toBe(false)
})
