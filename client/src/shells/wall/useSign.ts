import { computed, type ComputedRef } from 'vue'
import { useLive } from '../../live/useLive'
import { useWords } from '../../messages/words'

/** What every screen must announce while its data or its clock aren't the real ones; empty in real service. */
export function useSign(): ComputedRef<string> {
  const live = useLive()
  const { t } = useWords()
  return computed(() => {
    const { scenario, demo } = live.connection.value
    const data = scenario?.source === 'replay' ? t('common.replay') : demo ? t('common.demo') : ''
    const clock = scenario ? t('common.scenarioClock', { rate: scenario.rate }) : ''
    return [data, clock].filter(Boolean).join(' · ')
  })
}
