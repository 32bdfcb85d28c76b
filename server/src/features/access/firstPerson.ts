import type { StateReader } from '@liandong/shared/kernel/decider'
import type { PersonRecord, PersonState } from '@liandong/shared/person/contract'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Command } from '../../engine/types'

/** The engine's door. */
export type Submit = (command: Command) => Promise<CommandAnswer>

/** Whoever sets an installation up. One id for all tries, so that two of them can't make two people. */
export const FIRST_PERSON = 'first-admin'

/** Enough to invite everybody else; the audit is somebody else's from the first day (nobody holds all three). */
export const FIRST_RIGHTS: PersonRecord = { roles: ['sec_admin', 'sys_admin'], post: 'administrator', areaIds: [], active: true }

/** Whether anybody can still give rights. */
export function hasSecAdmin(read: StateReader): boolean {
  for (const person of read.all<PersonState>('person')) if (person.active && person.roles.includes('sec_admin')) return true
  return false
}

/** Gives the first person its rights, in the log; `invite` makes a try that is resent the same one. */
export async function putFirst(submit: Submit, read: StateReader, invite: string): Promise<boolean> {
  const answer = await submit({
    id: `set-up-${invite.slice(0, 32)}`, type: 'PutPerson', body: { personId: FIRST_PERSON, after: FIRST_RIGHTS }, actor: { kind: 'system', id: 'set-up' },
  })
  return answer.ok || hasSecAdmin(read)
}
