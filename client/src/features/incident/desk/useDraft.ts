import { computed, reactive, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useLive } from '../../../live/useLive'
import { emptyDraft, isEmptyDraft, keepDraft, keptDraft, type IncidentDraft } from './draft'

export interface DraftDesk {
  draft: IncidentDraft
  empty: ComputedRef<boolean>
  /** Server instant of the last keeping; null before the first; false when this machine can't keep it. */
  keptAt: Readonly<ShallowRef<number | null | false>>
  clear(): void
}

/** This browser's storage, or null where it is forbidden. */
function storageOfBrowser(): Storage | null {
  try {
    return globalThis.localStorage
  } catch {
    return null
  }
}

/** The report being written, kept on this machine at every keystroke: before the next one, not some time later. */
export function useDraft(): DraftDesk {
  const live = useLive()
  const storage = storageOfBrowser()
  const draft = reactive<IncidentDraft>(keptDraft(storage))
  const keptAt = shallowRef<number | null | false>(null)
  watch(draft, () => {
    if (draft.startedAt === null && !isEmptyDraft(draft)) draft.startedAt = live.clock.now()
    keptAt.value = keepDraft(storage, draft) ? live.clock.now() : false
  }, { deep: true, flush: 'sync' })
  return {
    draft, keptAt, empty: computed(() => isEmptyDraft(draft)),
    clear: () => void Object.assign(draft, emptyDraft()),
  }
}
