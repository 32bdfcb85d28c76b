import type { District } from '@liandong/shared/kernel/district'
import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import type { Live } from '../../live/api'

const RETRY_MS = 3000

/** One layer of the pack's map as the server announces it; `label` says what is made up about it. */
export interface PackLayer {
  id: string
  url: string
  label: string | null
  labelEn: string | null
  demoOnly: boolean
}

export interface DistrictAnswer {
  district: District
  layers: PackLayer[]
}

/** Asks which district this is until it is told. Null until then: zone and title come from nowhere else. */
export function useDistrict(live: Live): Readonly<ShallowRef<DistrictAnswer | null>> {
  const answer = shallowRef<DistrictAnswer | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false
  async function ask(): Promise<void> {
    try {
      const got = await live.read<DistrictAnswer>('district')
      if (!gone) answer.value = got
    } catch {
      // The server may still be starting; the top bar shows that nothing has come yet.
      if (!gone) timer = setTimeout(() => void ask(), RETRY_MS)
    }
  }
  void ask()
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })
  return answer
}
