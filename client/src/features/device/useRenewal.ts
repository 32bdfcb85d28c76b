import { onBeforeUnmount, onMounted } from 'vue'
import { prove, canProve } from './wallProof'

/** Long before the session ends (12 h), and often enough that a copied cookie is soon worth nothing. */
export const RENEW_MS = 3_600_000
const AGAIN_MS = 60_000

/** Proves a seated wall's key again and again; `renewed` is told each time, so that its line comes with the new cookie. */
export function useRenewal(renewed: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  async function renew(): Promise<void> {
    const proven = await prove().catch(() => 'unknown' as const)
    if (proven === 'seated') renewed()
    timer = setTimeout(() => void renew(), proven === 'unknown' ? AGAIN_MS : RENEW_MS)
  }
  onMounted(() => { if (canProve()) timer = setTimeout(() => void renew(), RENEW_MS) })
  onBeforeUnmount(() => clearTimeout(timer))
}
