import type { StateReader } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import { CannotStart } from '../../platform/cannotStart'
import { isPersona } from './personas'

/**
 * Keeps a demonstration and a real installation from ever sharing data. The demonstration's people need no password: served for real
 * they would be accounts that anybody has, and stand in the place of the first administrator; and a real installation started as a
 * demonstration would open to everybody. Throws `CannotStart`.
 */
export function keepApart(demo: boolean, read: StateReader): void {
  const people = [...read.all<PersonState>('person')]
  const isDemonstration = people.some((p) => isPersona(p.id))
  if (!demo && isDemonstration) {
    throw new CannotStart('This data holds a demonstration, whose people need no password: give `serve` data of its own (DATA_DIR or DATABASE_URL), or delete the demonstration\'s.')
  }
  // Whoever was made within the demonstration belongs to it.
  if (demo && !isDemonstration && people.length > 0) {
    throw new CannotStart('This data belongs to a real installation, and the demonstration lets everybody in without a password: give it data of its own (DATA_DIR or DATABASE_URL).')
  }
}
