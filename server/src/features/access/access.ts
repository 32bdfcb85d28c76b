import type pg from 'pg'
import type { Instant, StateReader } from '@liandong/shared/kernel/decider'
import type { DeviceState } from '@liandong/shared/device/contract'
import type { PersonState } from '@liandong/shared/person/contract'
import type { Cipher } from '../../platform/cipher'
import type { NewId } from '../../platform/ids'
import { openAccounts } from './accounts'
import { openAttempts } from './attempts'
import { openBook, type Note } from './book'
import { openDevices } from './devices'
import type { Submit } from './firstPerson'
import { openInvites } from './invites'
import { openPasswords } from './passwords'
import { openPeople } from './people'
import { openProvider, type ProviderConfig } from './provider'
import { openSessions } from './sessions'
import { openSignIn } from './signIn'
import { openWalls } from './walls'

export interface AccessParts {
  pool: pg.Pool
  /** The engine's memory and door. */
  read: StateReader
  submit: Submit
  cipher: Cipher
  /** Real UTC milliseconds, never a scenario's; and monotonic ones. */
  now(): Instant
  monotonic(): number
  newId: NewId
  /** Whether a seat answers for an open case of the first priority: it is then not signed out for idling. */
  holdsOpenP1(person: string): boolean
  note: Note
  /** Another sign-in provider, where there is one; and how to reach it, for tests. */
  provider?: ProviderConfig | undefined
  fetch?: typeof fetch
  /** Told that a wall's key is in two places. */
  alarm?(detail: { device: string; address: string }): void
}

export type Access = Awaited<ReturnType<typeof openAccess>>

/** Accounts, sign-in, sessions and invitations, joined. */
export async function openAccess(p: AccessParts) {
  const { pool, read, submit, cipher, newId, holdsOpenP1 } = p
  // Real time is held on a clock with fractions; tables and rules count whole milliseconds.
  const now = () => Math.floor(p.now())
  const book = openBook(p.note)
  const person = (id: string) => read.get<PersonState>('person', id)
  const passwords = await openPasswords()
  const attempts = openAttempts(() => p.monotonic())
  const accounts = openAccounts({ pool, cipher, passwords, now })
  const sessions = openSessions({ pool, now, newId, person, device: (id) => read.get<DeviceState>('device', id), holdsOpenP1, book })
  const signIn = openSignIn({ pool, accounts, sessions, passwords, attempts, person, now, book })
  const invites = openInvites({ pool, accounts, sessions, passwords, attempts, cipher, read, submit, now, book })
  const people = openPeople({ accounts, invites, sessions, read, submit, now, book })
  const provider = p.provider ? openProvider({ config: p.provider, pool, cipher, read, now, book, ...(p.fetch ? { fetch: p.fetch } : {}) }) : null
  const walls = openWalls({ pool, now, monotonic: () => p.monotonic(), newId, read, submit, book, sessions, ...(p.alarm ? { alarm: p.alarm } : {}) })
  const devices = openDevices({ pool, read, submit, book, walls })
  return {
    provider, accounts, sessions, signIn, invites, people, walls, devices, book, read,
    /** The link for the first administrator, or null; its caller prints it and nothing keeps it. */
    firstLink: () => invites.firstLink(),
    /** Clears away what is over: sessions, links, marks of browsers, accounts that never came to be. Once a minute. */
    async sweep(): Promise<void> {
      await sessions.sweep()
      await invites.sweep()
      await signIn.sweep()
      await people.sweep()
      await walls.sweep()
    },
  }
}
