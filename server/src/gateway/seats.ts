import type { IncomingHttpHeaders } from 'node:http'
import { maskOf, showsNoMore, type Role } from '@liandong/shared/access/roles'
import { viewerOf, wallViewer, type Viewer } from '@liandong/shared/access/viewer'
import { isWallInService } from '@liandong/shared/device/device'
import type { Actor, Mask, StateReader } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'

/** Whoever is signed in on a screen: a person, or a wall. What it may do is asked anew each time, of the newest rights. */
export interface Seat {
  /** The session's public id. */
  readonly session: string
  readonly who: { readonly person: string } | { readonly wall: string }
}

/** Finds out who speaks. */
export interface Seats {
  /** Whose cookie this is, or null. One question to the database. */
  find(headers: IncomingHttpHeaders): Promise<Seat | null>
  /** Which of these sessions have ended: signed out, revoked, too old. */
  ended(sessions: readonly string[]): Promise<readonly string[]>
  /** Somebody works in it over its socket: it doesn't idle. */
  touch(session: string): void
}

/** The roles of a seat now; none once its person or its wall is out of service. */
export function rolesOf(read: StateReader, seat: Seat): readonly Role[] {
  if ('wall' in seat.who) return isWallInService(read, seat.who.wall) ? ['wall'] : []
  const person = read.get<PersonState>('person', seat.who.person)
  return person?.active ? person.roles : []
}

/** What a seat sees now, under the mask it asks for or, where that shows more than it may see, under its own. Null: nothing any more. */
export function seatViewer(read: StateReader, seat: Seat, asked: Mask): Viewer | null {
  if ('wall' in seat.who) return isWallInService(read, seat.who.wall) ? wallViewer() : null
  const person = read.get<PersonState>('person', seat.who.person)
  const own = person && maskOf(person.roles)
  return own ? viewerOf(read, person, showsNoMore(asked, own) ? asked : own) : null
}

/** Who speaks in the log: a post, not a name. Null for a wall, which never speaks. */
export function seatActor(read: StateReader, seat: Seat): Actor | null {
  if ('wall' in seat.who) return null
  const person = read.get<PersonState>('person', seat.who.person)
  if (!person?.active) return null
  return { kind: 'person', id: person.id, post: person.post, ...(person.orgId === undefined ? {} : { org: person.orgId }) }
}
