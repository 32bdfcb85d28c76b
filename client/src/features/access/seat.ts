import type { Role } from '@liandong/shared/access/roles'
import type { Mask } from '@liandong/shared/kernel/decider'
import { ReadError, readJson } from '../../live/readJson'
import { sendJson } from '../../live/sendJson'

/** Who sits here, as `GET /api/session` says. A wall is a device and has no person. */
export interface Me {
  person: string | null
  wall: string | null
  name: string | null
  post: string | null
  roles: readonly Role[]
  /** Null for somebody without a live picture. */
  mask: Mask | null
}

/** The faces with a live picture. */
export type Face = 'wall' | 'desk'

/**
 * What came of asking for a seat. `unknown`: the server couldn't be asked, so the face is shown and its own line goes on trying.
 * `elsewhere`: somebody is signed in who has nothing to see here.
 */
export type Seating = { is: 'seated'; me: Me } | { is: 'unknown' } | { is: 'signed-out' } | { is: 'elsewhere'; me: Me }

/** Whether somebody may sit before a face: a wall only before the wall, an administrator before neither. */
export const belongs = (me: Me, face: Face): boolean => me.mask !== null && (face === 'wall' || me.wall === null)

const ask = () => readJson<Me>(new URL('/api/session', location.origin))

/** Whether there is nobody, by the door's own word. */
const isNobody = (e: unknown): boolean => e instanceof ReadError && e.status === 401
/** Whether a door of the demonstration doesn't exist here. */
const isNoDoor = (e: unknown): boolean => e instanceof ReadError && e.status === 404

/** Asks who sits here; in the demonstration, where nobody does or somebody who doesn't belong, takes the face's own seat. */
export async function takeSeat(face: Face): Promise<Seating> {
  let me: Me | null = null
  try {
    me = await ask()
    if (belongs(me, face)) return { is: 'seated', me }
  } catch (e) {
    if (!isNobody(e)) return { is: 'unknown' }
  }
  // Who chose an administrator's role in the demonstration keeps it; a wall's seat before a desk is nobody's choice.
  if (me !== null && me.wall === null) return { is: 'elsewhere', me }
  try {
    await sendJson('POST', '/demo/session', { persona: face })
    return { is: 'seated', me: await ask() }
  } catch (e) {
    if (!isNoDoor(e)) return { is: 'unknown' }
    return me === null ? { is: 'signed-out' } : { is: 'elsewhere', me }
  }
}
