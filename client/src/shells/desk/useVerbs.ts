import { onBeforeUnmount, onMounted } from 'vue'
import { pressable, takesText, verbOf, type DeskVerb, type Pane } from './keys'

/**
 * Listens for the desk's keys while it is on screen. Verbs are taken before any part of the page sees the
 * stroke, so that a letter has one meaning; Esc in a field is taken last, so that a field's own list closes first.
 * Nothing fires while a dialog is open, because it has its own keys.
 */
export function useVerbs(pane: () => Pane, blocked: () => boolean, run: (verb: DeskVerb) => void, leaveField: () => void): void {
  function take(e: KeyboardEvent): void {
    if (blocked() || takesText(e.target)) return
    const { key, ctrlKey, metaKey, altKey, isComposing } = e
    const verb = verbOf({ key, ctrlKey, metaKey, altKey, isComposing, typing: false, pressable: pressable(e.target) }, pane())
    if (!verb) return
    e.preventDefault()
    e.stopImmediatePropagation()
    run(verb)
  }
  function leave(e: KeyboardEvent): void {
    if (blocked() || e.defaultPrevented || e.isComposing || e.key !== 'Escape' || !takesText(e.target)) return
    e.preventDefault()
    leaveField()
  }
  onMounted(() => {
    addEventListener('keydown', take, { capture: true })
    addEventListener('keydown', leave)
  })
  onBeforeUnmount(() => {
    removeEventListener('keydown', take, { capture: true })
    removeEventListener('keydown', leave)
  })
}
