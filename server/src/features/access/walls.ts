import { proofText, type DeviceState } from '@liandong/shared/device/contract'
import type { Instant, Rejection } from '@liandong/shared/kernel/decider'
import type { Sessions } from './sessions'
import { hashOfToken } from './tokens'
import { openPairing, type PairingParts, type WallFrom } from './wallPairing'
import { isSigned, openNonces } from './wallProof'

export interface WallParts extends Omit<PairingParts, 'nonces'> {
  sessions: Sessions
  /** Told that a wall's key is in two places. */
  alarm?(detail: { device: string; address: string }): void
}

/** A wall's proof: its key over the nonce, the secret it got ready at its last proof, and the hash of the next one. */
export interface WallProof { device: string; nonce: string; signature: string; secret: string; link: string }
export interface WallSeated { token: string; id: string; ends: Instant }

/** A wall's cookie lives so long; it is renewed much earlier (`RENEW_MS`), and one from before ends soon after. */
export const WALL_SESSION_MS = 12 * 3_600_000
/** The old cookie works this much longer, until the wall's line has come again with the new one. */
const OVERLAP_MS = 30_000

export type Walls = ReturnType<typeof openWalls>

/**
 * Walls prove a key that their browser doesn't hand out, and get a short session for it. Because a whole disk may still be copied, each
 * proof also spends a secret and announces the next: whoever comes with one that was spent has a copy of the key, or is the original
 * whose copy came first. Nobody can tell which, so the wall is taken out of service and somebody is told.
 */
export function openWalls(p: WallParts) {
  const nonces = openNonces(p.pool, () => p.now())
  const pairing = openPairing({ ...p, nonces })

  interface Row { key: string; link: string; before: string | null }
  const keyRow = async (device: string): Promise<Row | undefined> => (await p.pool.query<Row>('select key, link, before from wall_key where device = $1', [device])).rows[0]
  const refused = (device: string, from: WallFrom, why: string) => p.book.deviceRefused({ person: null, device, address: from.address }, 'POST /api/walls/session', why)

  /** Spends the secret for the next one. The same proof again, whose answer was lost, is the same. */
  async function spend(b: WallProof, from: WallFrom): Promise<boolean> {
    const spent = hashOfToken(b.secret)
    const r = await p.pool.query(
      `update wall_key set before = $2, link = $3, seen = $4, address = $5, agent = $6 where device = $1 and (link = $2 or (before = $2 and link = $3))`,
      [b.device, spent, b.link, p.now(), from.address.slice(0, 60), from.agent.slice(0, 200)])
    return r.rowCount === 1
  }

  /** Takes a wall out of service at once, on this node; the log and the database tell the others. */
  async function cut(device: DeviceState, by: string | null): Promise<void> {
    await p.pool.query('update wall_key set seen = greatest(seen, coalesce((select max(seen) from session where device = $1), 0)) where device = $1', [device.id])
    await p.sessions.endDevice(device.id, by)
  }

  async function copied(device: DeviceState, from: WallFrom): Promise<void> {
    const { id, kind, name, place } = device
    refused(id, from, 'copied')
    await p.pool.query("update wall_key set why = 'copied' where device = $1", [id])
    await p.submit({ id: `copied-${p.newId()}`, type: 'PutDevice', body: { deviceId: id, after: { kind, name, place, active: false } }, actor: { kind: 'system', id: 'walls' } })
    await cut(device, null)
    p.book.deviceRevoked({ person: null, address: from.address }, id, 'copied')
    p.alarm?.({ device: id, address: from.address })
  }

  return {
    pairing, cut,

    /** A nonce for a screen that waits or for a wall, to be signed within a minute; null for neither. */
    async challenge(whose: string): Promise<string | null> {
      const known = await p.pool.query('select 1 from wall_key where device = $1 union all select 1 from wall_pairing where id = $1', [whose])
      return known.rowCount === 0 ? null : nonces.make(whose)
    },

    /** A session for a wall that proves its key. A wall out of service is told so, after its proof. */
    async seat(b: WallProof, from: WallFrom): Promise<WallSeated | Rejection> {
      const row = await keyRow(b.device)
      const device = p.read.get<DeviceState>('device', b.device)
      if (!row || !device) return { rejected: 'unknown-device', detail: { device: b.device } }
      const isFresh = await nonces.use(b.nonce, b.device)
      if (!isFresh || !isSigned(row.key, proofText('session', b.device, b.nonce, b.secret, b.link), b.signature)) {
        refused(b.device, from, isFresh ? 'signature' : 'nonce')
        return { rejected: 'proof-refused' }
      }
      if (!device.active) {
        refused(b.device, from, 'revoked')
        return { rejected: 'device-revoked', detail: { name: device.name } }
      }
      if (!(await spend(b, from))) {
        await copied(device, from)
        return { rejected: 'device-revoked', detail: { name: device.name } }
      }
      const seated = await p.sessions.begin({ device: b.device }, 'device', from, WALL_SESSION_MS)
      const others = await p.sessions.endSoon(b.device, seated.id, OVERLAP_MS)
      if (others === 0) p.book.signedIn({ person: null, device: b.device, address: from.address }, 'device', seated.id)
      return seated
    },

    async sweep(): Promise<void> {
      await nonces.sweep()
      await pairing.sweep()
    },
  }
}
