import { isWaiting, type AlertState } from '@liandong/shared/alert/contract'

/** Waiting ones first, then level, then what happens next soonest; ids last, so that the order is total. */
export function byNextStep(a: AlertState, b: AlertState): number {
  const next = (x: AlertState) => x.next?.at ?? Number.MAX_SAFE_INTEGER
  return Number(isWaiting(b)) - Number(isWaiting(a)) || a.priority - b.priority || next(a) - next(b) || a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1)
}
