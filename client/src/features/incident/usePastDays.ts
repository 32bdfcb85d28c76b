import { dayOf } from '@liandong/shared/kernel/time'
import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useLive } from '../../live/useLive'
import { ReadError } from '../../live/readJson'
import { baselineOf, type Baseline, type PastDay } from './baseline'

const RETRY_MS = 15_000

export interface PastDays {
  baseline: ComputedRef<Baseline | null>
  /** How many past days there are; null until they came. */
  count: ComputedRef<number | null>
  /** Code of the last failed read, or null. */
  failed: Readonly<ShallowRef<string | null>>
}

/** Fetches the past four weeks once a day of the district's zone, and again until it succeeds. Today is left out. */
export function usePastDays(zone: () => string): PastDays {
  const live = useLive()
  const days = shallowRef<PastDay[] | null>(null)
  const failed = shallowRef<string | null>(null)
  const today = computed(() => dayOf(live.clock.second.value, zone()))
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  async function fetchDays(): Promise<void> {
    clearTimeout(timer)
    try {
      const answer = await live.read<{ asOf: number; days: PastDay[] }>('days?count=28')
      if (gone) return
      days.value = answer.days
      failed.value = null
    } catch (e) {
      if (gone) return
      failed.value = e instanceof ReadError ? e.code : 'F-days'
      timer = setTimeout(() => void fetchDays(), RETRY_MS)
    }
  }

  // A scenario may turn its clock back; the day then changes too. Not before the server has spoken.
  watch([today, () => live.connection.value.epoch], ([, epoch]) => { if (epoch !== null) void fetchDays() }, { immediate: true })
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })

  const past = computed(() => days.value?.filter((d) => d.day < today.value) ?? null)
  return { baseline: computed(() => (past.value ? baselineOf(past.value) : null)), count: computed(() => past.value?.length ?? null), failed }
}
