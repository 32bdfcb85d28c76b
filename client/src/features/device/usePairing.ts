import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import { ReadError } from '../../live/readJson'
import { askPairing, beginPairing, canProve, prove, type WaitingPairing } from './wallProof'

/** What a screen without a seat shows. */
export type PairingFace =
  | { is: 'proving' }
  | { is: 'insecure' }
  | { is: 'revoked' }
  | { is: 'waiting'; code: string; district: string; districtEn: string; minutes: number; away: boolean }
  | { is: 'away' }

const ASK_MS = 2500
const AGAIN_MS = 5000
/** A new code comes this long before the old one ends, so that nobody types one that is running out. */
const EARLY_MS = 20_000

/** A screen's way to its seat: its key, or a code that somebody approves. Goes on by itself for as long as it takes. */
export function usePairing(seated: () => void): { face: Readonly<ShallowRef<PairingFace>>; anew(): void } {
  const face = shallowRef<PairingFace>({ is: 'proving' })
  let pairing: WaitingPairing | null = null
  let began = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false
  const later = (ms: number, fn: () => Promise<void>) => { if (!gone) timer = setTimeout(() => void fn(), ms) }

  /** By this machine's monotonic time since the server said its own. */
  const leftMs = (p: WaitingPairing) => p.expires - p.now - (performance.now() - began)
  function show(p: WaitingPairing, away: boolean): void {
    face.value = { is: 'waiting', code: p.code, district: p.district, districtEn: p.districtEn, minutes: Math.max(1, Math.ceil(leftMs(p) / 60_000)), away }
  }

  async function enter(): Promise<void> {
    if (!canProve()) return void (face.value = { is: 'insecure' })
    const proven = await prove()
    if (gone) return
    if (proven === 'seated') return seated()
    if (proven === 'revoked') return void (face.value = { is: 'revoked' })
    if (proven === 'unknown') {
      face.value = { is: 'away' }
      return later(AGAIN_MS, enter)
    }
    return pair()
  }

  async function pair(): Promise<void> {
    try {
      pairing = await beginPairing()
      began = performance.now()
      show(pairing, false)
      later(ASK_MS, ask)
    } catch (e) {
      if (!pairing) face.value = { is: 'away' }
      later(e instanceof ReadError && e.status === 429 ? 4 * AGAIN_MS : AGAIN_MS, pair)
    }
  }

  async function ask(): Promise<void> {
    const p = pairing
    if (!p) return pair()
    try {
      const is = await askPairing(p)
      if (gone) return
      if (is === 'approved') return enter()
      if (is === 'over' || leftMs(p) < EARLY_MS) return pair()
      show(p, false)
    } catch {
      if (leftMs(p) < EARLY_MS) pairing = null
      if (pairing) show(pairing, true)
      else face.value = { is: 'away' }
    }
    later(ASK_MS, ask)
  }

  onMounted(() => void enter())
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })
  return {
    face,
    anew() {
      if (face.value.is !== 'revoked') return
      face.value = { is: 'proving' }
      void pair()
    },
  }
}
