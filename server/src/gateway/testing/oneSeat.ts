import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { Command } from '../../engine/types'
import type { Seats } from '../seats'

/** The person of `oneSeat`. */
export const DESK = 'desk'

/** A centre's desk with every right on incidents. */
const RIGHTS: PersonRecord = { roles: ['intake', 'dispatcher', 'duty_chief'], post: 'dutyOfficer', areaIds: [], active: true }

/** Everybody who connects sits on this one person's seat: for a gateway that stands alone. */
export const oneSeat: Seats = {
  find: () => Promise.resolve({ session: 'test', who: { person: DESK } }),
  ended: () => Promise.resolve([]),
  touch: () => undefined,
}

/** Gives the one person its rights. */
export const putDesk = (submit: (c: Command) => Promise<CommandAnswer>): Promise<CommandAnswer> =>
  submit({ id: 'rights-of-desk', type: 'PutPerson', body: { personId: DESK, after: RIGHTS }, actor: { kind: 'system', id: 'test' } })
