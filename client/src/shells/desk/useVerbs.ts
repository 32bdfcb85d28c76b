import { onBeforeUnmount, onMounted } from 'vue'
import { pressable, takesText, verbOf, type DeskVerb, type Pane } from './keys'

/**
 * Listens for the desk's keys while it is on screen. Esc first leaves a field; nothing fires while a dialog
 * is open, because it has its own keys.
 */
export function useVerbs(pane: () => Pane, blocked: () => boolean, run: (verb: DeskVerb) => void, leaveField: () => void): void {
  function down(e: KeyboardEvent): void {
    if (blocked() || e.defaultPrevented) return
    const typing = takesText(e.target)
    if (typing) {
      if (e.key === 'Escape' && !e.isComposing) { e.preventDefault(); leaveField() }
      return
    }
    const verb = verbOf({ key: e.key, ctrlKey: e.ctrlKey, metaKey: e.metaKey, altKey: e.altKey, isComposing: e.isComposing, typing, pressable: pressable(e.target) }, pane())
    if (!verb) return
    e.preventDefault()
    run(verb)
  }
  onMounted(() => addEventListener('keydown', down))
  onBeforeUnmount(() => removeEventListener('keydown', down))
}
