import { computed, type ComputedRef } from 'vue'
import { isWaiting, type AlertState } from '@liandong/shared/alert/contract'
import { useLive } from '../../../live/useLive'

/** Waiting alerts: worst level first, then the one whose next step comes first, then the older one. */
export function waitingAlerts(alerts: Iterable<AlertState>): AlertState[] {
  return [...alerts].filter(isWaiting).sort((a, b) => a.priority - b.priority || (a.next?.at ?? Infinity) - (b.next?.at ?? Infinity) || a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1))
}

/** The measured alarm load: alerts raised within the last ten minutes (EEMUA 191 / ISA-18.2). */
export const ALARM_WINDOW_MS = 10 * 60_000
export const alarmLoad = (alerts: Iterable<AlertState>, now: number): number => [...alerts].filter((a) => now - a.raisedAt < ALARM_WINDOW_MS).length

/** Alerts that wait, those confirmed but not cleared, and the load. */
export function useAlerts(): { waiting: ComputedRef<AlertState[]>; confirmed: ComputedRef<AlertState[]>; load: ComputedRef<number> } {
  const live = useLive()
  const alerts = live.collection<AlertState>('alert')
  return {
    waiting: computed(() => waitingAlerts(alerts.value.values())),
    confirmed: computed(() => [...alerts.value.values()].filter((a) => a.acknowledgedAt !== null && a.clearedAt === null).sort((a, b) => b.acknowledgedAt! - a.acknowledgedAt!)),
    load: computed(() => alarmLoad(alerts.value.values(), live.clock.second.value)),
  }
}
