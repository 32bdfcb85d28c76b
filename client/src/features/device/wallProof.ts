import { proofText } from '@liandong/shared/device/contract'
import { ReadError } from '../../live/readJson'
import { sendJson } from '../../live/sendJson'
import { keepWall, linkOf, newSecret, newWall, publicKeyOf, readWall, signed, type WallKeeping } from './wallKey'

/** What came of a proof. `stranger`: this browser is no wall yet, or the server doesn't know it any more. */
export type Proven = 'seated' | 'revoked' | 'stranger' | 'unknown'

/** Two pages of one browser would spend the same secret twice, which is what a copied disk looks like. */
const alone = <T>(work: () => Promise<T>): Promise<T> => navigator.locks.request('liandong-wall', work)

const codeOf = (e: unknown): string => (e instanceof ReadError ? e.code : '')

/** Whether a page may have a key at all: browsers give one over HTTPS alone, and on their own machine. */
export const canProve = (): boolean => window.isSecureContext && 'indexedDB' in window && 'locks' in navigator

/** Proves the key for a session's cookie. The same proof is sent again until an answer says what came of it. */
export function prove(): Promise<Proven> {
  return alone(async () => {
    const wall = await readWall()
    if (!wall || wall.device === null) return 'stranger'
    try {
      const { nonce } = await sendJson<{ nonce: string }>('POST', '/api/walls/challenge', { device: wall.device })
      const link = await linkOf(wall.next)
      const signature = await signed(wall, proofText('session', wall.device, nonce, wall.secret, link))
      await sendJson('POST', '/api/walls/session', { device: wall.device, nonce, secret: wall.secret, link, signature })
      await keepWall({ ...wall, secret: wall.next, next: newSecret() })
      return 'seated'
    } catch (e) {
      if (codeOf(e) === 'device-revoked') return 'revoked'
      return codeOf(e) === 'unknown-device' ? 'stranger' : 'unknown'
    }
  })
}

/** A pairing that waits. Instants are the server's. */
export interface WaitingPairing { pairing: string; code: string; expires: number; now: number; nonce: string; district: string; districtEn: string; wall: WallKeeping }

/** Begins to wait with a fresh key. What was kept before is replaced only when the new one is approved. Throws `ReadError`. */
export async function beginPairing(): Promise<WaitingPairing> {
  const wall = await newWall()
  const begun = await sendJson<Omit<WaitingPairing, 'wall'>>('POST', '/api/walls/pairing', { publicKey: await publicKeyOf(wall), link: await linkOf(wall.secret) })
  return { ...begun, wall }
}

/** Asks whether it was approved, and keeps what it became. `over`: a new code is needed. Throws `ReadError` when nobody answers. */
export async function askPairing(p: WaitingPairing): Promise<'waiting' | 'approved' | 'over'> {
  const nonce = p.nonce || (await sendJson<{ nonce: string }>('POST', '/api/walls/challenge', { device: p.pairing })).nonce
  // Spent, whatever comes of it: without an answer the next try asks for another.
  p.nonce = ''
  try {
    const signature = await signed(p.wall, proofText('pairing', p.pairing, nonce))
    const answer = await sendJson<{ is: 'waiting' | 'approved'; nonce?: string; device?: string }>('POST', '/api/walls/pairing/status', { pairing: p.pairing, nonce, signature })
    p.nonce = answer.nonce ?? ''
    if (answer.is === 'approved') await alone(() => keepWall({ ...p.wall, device: answer.device! }))
    return answer.is
  } catch (e) {
    if (codeOf(e) === 'pairing-over' || codeOf(e) === 'unknown-device') return 'over'
    if (codeOf(e) === 'proof-refused') return 'waiting'
    throw e
  }
}
