import type pg from 'pg'
import type { SignedInBy } from '@liandong/shared/access/account'
import type { DeviceState } from '@liandong/shared/device/contract'
import type { Instant } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import type { NewId } from '../../platform/ids'
import type { Book } from './book'
import { limitsFor, whyDeviceOver, whyOver, type SessionRow } from './sessionRules'
import { hashOfToken, newToken } from './tokens'

export interface SessionParts {
  pool: pg.Pool
  /** Real UTC milliseconds, never a scenario's. */
  now(): Instant
  newId: NewId
  /** The rights of a person now, from the engine's memory. */
  person(id: string): PersonState | undefined
  device(id: string): DeviceState | undefined
  /** Whether a seat answers for an open case of the first priority. */
  holdsOpenP1(person: string): boolean
  book: Book
}

/** Whose session: a person's, or a device's such as a wall. */
export type SessionOwner = { person: string } | { device: string }

export interface FoundSession {
  /** For lists and for ending it; says nothing of the token. */
  id: string
  /** Rights as they are now; null for a device. */
  person: PersonState | null
  device: string | null
  how: SignedInBy
  created: Instant
  /** When it ends at the latest, and when it ends if nobody touches it. */
  ends: Instant
  idleEnds: Instant
}

export interface ListedSession { id: string; how: SignedInBy; created: Instant; seen: Instant; ends: Instant; address: string; agent: string }

export type Sessions = ReturnType<typeof openSessions>

/** Written at most so often: a seat asks many times a second. */
const TOUCH_MS = 60_000
/** Longer than any node that serves may be behind the log. */
const FRESH_MS = 10_000
/** Of one owner; the longest untouched ends for a new one (ASVS 7.1.2). */
const AT_MOST = 20
const COLUMNS = 'id, person, device, how, created::float8 as created, seen::float8 as seen, ends::float8 as ends, address, agent'

/**
 * Sessions live in the database, so that every node knows them and ending one ends it everywhere. Only the hash of a token is kept.
 * Each look compares with the rights of this moment: somebody put out of service, or given a role that needs a second factor it
 * hasn't shown, has no session any more.
 */
export function openSessions(p: SessionParts) {
  const over = (s: SessionRow) =>
    (s.device === null ? whyOver(s, p.person(s.person!), p.now(), p.holdsOpenP1) : whyDeviceOver(s, p.device(s.device), p.now()))
  const touched = new Map<string, Instant>()

  async function drop(where: string, values: unknown[], by: string | null, why: string): Promise<string[]> {
    const { rows } = await p.pool.query<{ id: string; person: string | null; device: string | null; address: string }>(`delete from session where ${where} returning id, person, device, address`, values)
    for (const r of rows) {
      touched.delete(r.id)
      if (why === 'signed-out') p.book.signedOut({ person: by, address: r.address }, r.id)
      else p.book.sessionEnded({ person: by }, r.person === null ? `device:${r.device}` : `person:${r.person}`, r.id, why)
    }
    return rows.map((r) => r.id)
  }

  /** Ends what is over for a reason that doesn't pass. Not yet knowing a person or a device is this node's own lateness. */
  async function settle(rows: readonly SessionRow[]): Promise<Set<string>> {
    const gone = new Set<string>()
    const byWhy = new Map<string, string[]>()
    for (const s of rows) {
      const why = over(s)
      if (why === null) continue
      gone.add(s.id)
      // Rights reach a node a moment late: what it believes of a session just begun ends nothing for good.
      const mayBeLate = why.startsWith('unknown') || ((why === 'out-of-service' || why === 'second-factor') && p.now() - s.created < FRESH_MS)
      if (!mayBeLate) byWhy.set(why, [...(byWhy.get(why) ?? []), s.id])
    }
    for (const [why, ids] of byWhy) await drop('id = any($1)', [ids], null, why)
    return gone
  }

  async function touch(ids: readonly string[]): Promise<void> {
    const now = p.now()
    const due = ids.filter((id) => now - (touched.get(id) ?? 0) >= TOUCH_MS)
    if (due.length === 0) return
    for (const id of due) touched.set(id, now)
    await p.pool.query('update session set seen = greatest(seen, $2) where id = any($1)', [due, now])
  }

  return {
    /** Opens a session under a fresh token, whatever the browser had before; `forMs` makes it shorter than its owner's limits. The token is told here and never again. */
    async begin(owner: SessionOwner, how: SignedInBy, from: { address: string; agent: string }, forMs = Infinity): Promise<{ token: string; id: string; ends: Instant }> {
      const now = p.now()
      const [person, device] = 'person' in owner ? [owner.person, null] : [null, owner.device]
      const rights = person === null ? null : p.person(person)
      if (person !== null && !rights) throw new Error(`a session for an unknown person ${person}`)
      const token = newToken()
      const id = p.newId()
      const ends = now + Math.min(forMs, limitsFor(rights ?? null).absoluteMs)
      await p.pool.query('insert into session (hash, id, person, device, how, created, seen, ends, address, agent) values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)',
        [hashOfToken(token), id, person, device, how, now, ends, from.address.slice(0, 60), from.agent.slice(0, 200)])
      const column = person === null ? 'device' : 'person'
      await drop(`id in (select id from session where ${column} = $1 order by seen desc, created desc offset ${AT_MOST})`, [person ?? device], null, 'too-many')
      return { token, id, ends }
    },

    /** The session of a token, with its owner's rights of now; null when there is none or it is over. Touches it. */
    async find(token: string): Promise<FoundSession | null> {
      const { rows } = await p.pool.query<SessionRow>(`select ${COLUMNS} from session where hash = $1`, [hashOfToken(token)])
      const s = rows[0]
      if (!s || (await settle([s])).size > 0) return null
      const now = p.now()
      if (now - s.seen >= TOUCH_MS) await touch([s.id])
      const person = s.person === null ? null : p.person(s.person)!
      const limits = limitsFor(person)
      return {
        id: s.id, person, device: s.device, how: s.how, created: s.created,
        ends: Math.min(s.ends, s.created + limits.absoluteMs), idleEnds: now + limits.idleMs,
      }
    },

    /** Says that somebody works in a session without asking over HTTP: commands over a socket. Cheap to call often. */
    touch: (id: string): Promise<void> => touch([id]),

    async list(person: string): Promise<ListedSession[]> {
      const { rows } = await p.pool.query<SessionRow>(`select ${COLUMNS} from session where person = $1 order by seen desc`, [person])
      return rows.filter((s) => over(s) === null).map(({ id, how, created, seen, ends, address, agent }) => ({ id, how, created, seen, ends, address, agent }))
    },

    /** Ends one session; false when there was none, or when it isn't that person's. */
    async end(id: string, by: string | null, of?: string): Promise<boolean> {
      const ended = of === undefined ? await drop('id = $1', [id], by, 'ended') : await drop('id = $1 and person = $2', [id, of], by, 'ended')
      return ended.length > 0
    },

    /** Somebody leaves by itself. */
    signOut: (id: string, person: string): Promise<string[]> => drop('id = $1 and person = $2', [id, person], person, 'signed-out'),

    /** Ends all sessions of a person, or all but one. Answers which. */
    endAll: (person: string, by: string | null, exceptId = ''): Promise<string[]> => drop('person = $1 and id <> $2', [person, exceptId], by, 'ended'),

    /** Ends all sessions of a device. */
    endDevice: (device: string, by: string | null): Promise<string[]> => drop('device = $1', [device], by, 'ended'),

    /** Lets all sessions of a device but one end within so long. Answers how many there were. */
    async endSoon(device: string, exceptId: string, inMs: number): Promise<number> {
      const r = await p.pool.query('update session set ends = least(ends, $3) where device = $1 and id <> $2', [device, exceptId, p.now() + inMs])
      return r.rowCount ?? 0
    },

    /**
     * Which of these sessions are over: for sockets, which are asked about every two seconds. Doesn't touch them, except of seats that
     * answer for an open first-priority case, whose time to idle begins when the case ends, and of walls, which do nothing but look.
     */
    async stillThere(ids: readonly string[]): Promise<string[]> {
      if (ids.length === 0) return []
      const { rows } = await p.pool.query<SessionRow>(`select ${COLUMNS} from session where id = any($1)`, [ids])
      const gone = await settle(rows)
      await touch(rows.filter((s) => !gone.has(s.id) && (s.person === null || p.holdsOpenP1(s.person))).map((s) => s.id))
      const known = new Set(rows.map((s) => s.id))
      return ids.filter((id) => !known.has(id) || gone.has(id))
    },

    /** Removes everything that is over, and invitations long past. Once a minute or so. */
    async sweep(): Promise<void> {
      const { rows } = await p.pool.query<SessionRow>(`select ${COLUMNS} from session`)
      await settle(rows)
      for (const [id, at] of touched) if (p.now() - at >= TOUCH_MS) touched.delete(id)
    },
  }
}
