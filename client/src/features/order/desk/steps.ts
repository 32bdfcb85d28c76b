import { checkStep } from '@liandong/shared/order/commands'
import type { OrderState, OrderStatus } from '@liandong/shared/order/contract'
import type { OrderDocument } from '@liandong/shared/order/order'

/** One step a desk may record for a unit that called in: its command, its key and whether it asks for words. */
export interface OrderStep {
  verb: 'acknowledge' | 'enRoute' | 'onScene' | 'feedback' | 'done' | 'decline' | 'recall'
  command: string
  to: OrderStatus
  /** The letter while an order's row has focus. */
  key: string
  needs: 'nothing' | 'reason' | 'text'
}

export const ORDER_STEPS: readonly OrderStep[] = [
  { verb: 'acknowledge', command: 'AcknowledgeOrder', to: 'acknowledged', key: 'A', needs: 'nothing' },
  { verb: 'enRoute', command: 'ReportEnRoute', to: 'en_route', key: 'E', needs: 'nothing' },
  { verb: 'onScene', command: 'ReportOnScene', to: 'on_scene', key: 'O', needs: 'nothing' },
  { verb: 'feedback', command: 'ReportFeedback', to: 'working', key: 'R', needs: 'text' },
  { verb: 'done', command: 'ReportDone', to: 'done', key: 'D', needs: 'nothing' },
  { verb: 'decline', command: 'DeclineOrder', to: 'declined', key: 'X', needs: 'reason' },
  { verb: 'recall', command: 'RecallOrder', to: 'recalled', key: 'U', needs: 'reason' },
]

/** Whether the rule would take this step now: the same rule the server asks. */
export function stepAllowed(step: OrderStep, o: OrderDocument): boolean {
  if (step.verb === 'feedback') return o.status === 'on_scene' || o.status === 'working'
  return checkStep(o as OrderState, step.to) === null
}

/** The steps open now, in the order they run; the first one is what is usually reported next. */
export const stepsOf = (o: OrderDocument): OrderStep[] => ORDER_STEPS.filter((s) => stepAllowed(s, o))

/** A desk speaks for a unit that called in: the body says by which channel. */
export const stepBody = (step: OrderStep, orderId: string, words: string) => ({
  orderId, channel: 'phone' as const,
  ...(step.needs === 'reason' ? { reason: words } : step.needs === 'text' ? { text: words } : {}),
})

/** An order may be taken back without asking while nobody has answered it and it is this young. */
export const UNDO_MS = 60_000
export const undoable = (o: Pick<OrderDocument, 'status' | 'times'>, now: number): boolean =>
  o.status === 'issued' && now - (o.times.issued ?? 0) < UNDO_MS
