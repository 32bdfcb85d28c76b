import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

/** Nothing on a screen changes place within this time after a hand moved. */
export const STILL_MS = 3000

/** True while a hand was on pointer or keyboard within the last three seconds: rows then keep their place. */
export function useStillness(stillMs = STILL_MS): Readonly<ShallowRef<boolean>> {
  const still = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  const touch = () => {
    still.value = true
    clearTimeout(timer)
    timer = setTimeout(() => { still.value = false }, stillMs)
  }
  const events = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const
  onMounted(() => events.forEach((e) => window.addEventListener(e, touch, { passive: true })))
  onBeforeUnmount(() => {
    events.forEach((e) => window.removeEventListener(e, touch))
    clearTimeout(timer)
  })
  return still
}
