import type { IncidentDayState } from '@liandong/shared/incident/incidentDay'
import { dayOf, localTime } from '@liandong/shared/kernel/time'
import { computed, type ComputedRef } from 'vue'
import { useLive } from '../../live/useLive'

const EMPTY = { reported: 0, closed: 0, setAside: 0, hours: Array<number>(24).fill(0), categories: {}, areas: {} }

export interface Today {
  day: ComputedRef<IncidentDayState>
  /** Clock hour of the district with its fraction; whole minutes, so that charts don't redraw every second. */
  hour: ComputedRef<number>
  minute: ComputedRef<number>
}

/** Today's counts in the district's zone. A day without a report is a day of zeros, once the mirror has come. */
export function useToday(zone: () => string): Today {
  const live = useLive()
  const days = live.collection<IncidentDayState>('incidentDay')
  const minute = computed(() => Math.floor(live.clock.second.value / 60_000) * 60_000)
  const key = computed(() => dayOf(minute.value, zone()))
  return {
    day: computed(() => days.value.get(key.value) ?? { ...EMPTY, day: key.value }),
    hour: computed(() => {
      const t = localTime(minute.value, zone())
      return t.hour + t.minute / 60
    }),
    minute,
  }
}
