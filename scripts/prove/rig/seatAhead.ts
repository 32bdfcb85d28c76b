import type { PersonRecord } from '@liandong/shared/person/contract'
import { openBook } from '../../../server/src/features/access/book'
import { SESSION_COOKIE } from '../../../server/src/features/access/cookies'
import { openSessions } from '../../../server/src/features/access/sessions'
import type { Engine } from '../../../server/src/engine/engine'
import { newId } from '../../../server/src/platform/ids'
import type { Database } from '../../../server/src/platform/postgres'
import { withEngine, type Place } from './ahead'

/** The person every rig sits as where nobody is invented for it. */
export const RIG_DESK = 'rig-desk'
/** Under which its rights are given; in every log a rig has sat at. */
export const RIGHTS_COMMAND = 'rights-of-rig-desk'
/** A small centre's night: one seat takes calls, dispatches and closes. */
const RIGHTS: PersonRecord = { roles: ['intake', 'dispatcher', 'duty_chief'], post: 'dutyOfficer', areaIds: [], active: true }

/**
 * Gives a person its rights and begins a session for it in a database that is open; answers the text of the `Cookie` header. A server
 * that runs on it knows the person once it has read the log so far, within a second. Doing it again gives another seat of the same person.
 */
export async function seatIn(engine: Engine, db: Database): Promise<string> {
  const answer = await engine.submit({ id: RIGHTS_COMMAND, type: 'PutPerson', body: { personId: RIG_DESK, after: RIGHTS }, actor: { kind: 'system', id: 'rig' } })
  if (!answer.ok) throw new Error(`the desk was not given its rights: ${JSON.stringify(answer)}`)
  const sessions = openSessions({
    pool: db.pool, now: () => Date.now(), newId, person: (id) => engine.read.get('person', id), device: () => undefined, holdsOpenP1: () => false, book: openBook(() => undefined),
  })
  // A desk's roles ask for a second factor; this is a seat whose owner has shown one.
  const { token } = await sessions.begin({ person: RIG_DESK }, 'totp', { address: '127.0.0.1', agent: 'rig' })
  return `${SESSION_COOKIE}=${token}`
}

/** The same in a place whose server hasn't started yet, or runs on a database that is named. */
export const seatAhead = (place: Place): Promise<string> => withEngine(place, seatIn)
