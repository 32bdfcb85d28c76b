import type pg from 'pg'
import { reachOf, SEALED } from '@liandong/shared/access/policy'
import type { Role } from '@liandong/shared/access/roles'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { Actor, Rejection } from '@liandong/shared/kernel/decider'
import { maskFreeText } from '@liandong/shared/kernel/freeText'
import { OPENS_PER_HOUR, type PurgeRule, type SealedItem, type SealedShown } from '@liandong/shared/seal/contract'
import { maskedForm } from '@liandong/shared/seal/mask'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { fetchStates } from '../../engine/store'
import type { Command } from '../../engine/types'
import type { Keyring } from '../../platform/keyring'
import { inTransaction } from '../../platform/transaction'
import { addRows, removeRows, rowOf, rowsOf, sweepRows, textOf, type SealedText } from './store'

/** Who asks: rights as they are now, and the address it came from. */
export interface Asker {
  actor: Actor
  roles: readonly Role[]
  address?: string
}

type LookAct = 'sealed-opened' | 'sealed-refused'
interface Look { act: LookAct; result: 'done' | 'refused' }

/** A look, or one refused. Written before the text leaves. */
export interface LookNote extends Look {
  who: string
  post?: string
  address?: string
  where: string
  detail: Record<string, string | number>
}

export interface SealedParts {
  pool: pg.Pool
  keyring: Keyring
  clock: { now(): number }
  newId(): string
  submit(c: Command): Promise<CommandAnswer>
  /** Throws when it can't be recorded; then nobody sees anything. */
  audit(note: LookNote): Promise<void>
  /** Resolves once followers have done what the log holds. */
  settled(): Promise<void>
  /** Whether `sealFollower` has reached the log's head. */
  caughtUp(): boolean
}

const HOUR_MS = 3_600_000
const LIST = 'GET /api/incidents/:id/contact'
const OPEN = 'POST /api/sealed/:ref/open'
const SERVER: Actor = { kind: 'system', id: 'seal' }

const no = (rejected: string, detail: Record<string, string | number> = {}): Rejection => ({ rejected, detail })
const may = (roles: readonly Role[], kind: string): boolean => reachOf((SEALED as Record<string, (typeof SEALED)[keyof typeof SEALED]>)[kind], roles) !== null
const mayAny = (roles: readonly Role[]): boolean => Object.keys(SEALED).some((kind) => may(roles, kind))
const whoOf = (a: Actor): string => `${a.kind}:${a.id}`

/** What must be destroyed one day: kept sealed apart from the log, which knows random names only. */
export class Sealed {
  constructor(private readonly p: SealedParts) {}

  /** Seals texts of an incident and notes their names on it. Asked again after a lost answer it adds nothing. */
  async put(asker: Asker, incidentId: string, things: readonly SealedText[]): Promise<{ items: SealedItem[] } | Rejection> {
    if (!things.every((t) => may(asker.roles, t.kind))) return no('not-permitted', { type: 'SealContact' })
    // Before anything is stored; the rule asks again, inside the door.
    const [incident] = (await fetchStates(this.p.pool, [`incident:${incidentId}`])).values() as Iterable<IncidentState | undefined>
    if (!incident) return no('unknown-incident', { incident: incidentId })
    if (incident.status === 'archived') return no('incident-archived', { no: incident.no })
    const stored = await addRows(this.p.pool, { keyring: this.p.keyring, incidentId, things, by: whoOf(asker.actor), now: this.p.clock.now(), newId: this.p.newId })
    if (!stored) return no('too-large')
    const { items } = stored
    // The command's id is made of the names and its actor is ours, so that a resend is the same command, whoever sends it.
    const id = `seal:${items.map((i) => i.ref.slice('sealed:'.length)).join('.')}`
    const answer = await this.p.submit({ id, type: 'SealContact', body: { incidentId, refs: items }, actor: SERVER })
    if (answer.ok) return { items }
    if (!('rejected' in answer)) throw new Error(`SealContact ended in fault ${answer.fault}`)
    if (answer.rejected === 'nothing-changed') return { items }
    // Not recorded now: it stays for whoever asks again, and is swept if nobody does.
    if (answer.rejected !== 'unavailable') await this.withdraw(incidentId, stored.added)
    return no(answer.rejected, answer.detail)
  }

  private withdraw(incidentId: string, refs: readonly string[]): Promise<number> {
    return inTransaction(this.p.pool, (client) => removeRows(client, incidentId, refs))
  }

  /** What is sealed about an incident, in forms that say too little to call anybody. */
  async list(asker: Asker, incidentId: string): Promise<{ sealed: SealedShown[] } | Rejection> {
    if (!mayAny(asker.roles)) return no('not-permitted', { type: LIST })
    const rows = (await rowsOf(this.p.pool, incidentId)).filter((r) => may(asker.roles, r.kind))
    return { sealed: rows.map((r) => ({ ref: r.ref, kind: r.kind, masked: maskedForm(r.kind, textOf(this.p.keyring, r)) })) }
  }

  /** One text for one reason. Every look and every refusal is recorded first. */
  async open(asker: Asker, ref: string, reason: string): Promise<{ text: string } | Rejection> {
    const row = await rowOf(this.p.pool, ref)
    const detail = { ref, ...(row ? { kind: row.kind, incident: row.incidentId } : {}), reason: maskFreeText(reason.trim()).text }
    const refusal = await this.refusal(asker, ref, row)
    if (refusal || !row) return this.refuse(asker, refusal ?? no('unknown-sealed'), detail)
    const text = textOf(this.p.keyring, row)
    await this.note(asker, { act: 'sealed-opened', result: 'done' }, detail)
    return { text }
  }

  private async refusal(asker: Asker, ref: string, row: SealedItem & { incidentId: string } | null): Promise<Rejection | null> {
    // Whoever may open nothing isn't told either what there is.
    if (asker.actor.kind !== 'person' || !mayAny(asker.roles)) return no('not-permitted', { type: OPEN })
    if (!row) return no((await this.purged(ref)) ? 'sealed-purged' : 'unknown-sealed')
    if (!may(asker.roles, row.kind)) return no('not-permitted', { type: OPEN })
    // From the event on, though the row may stand for a moment longer.
    const [incident] = (await fetchStates(this.p.pool, [`incident:${row.incidentId}`])).values() as Iterable<IncidentState | undefined>
    if (!incident?.sealed.some((s) => s.ref === ref)) return no('unknown-sealed')
    return (await this.takeLook(asker.actor)) ? null : no('too-many-looks', { limit: OPENS_PER_HOUR })
  }

  private async purged(ref: string): Promise<boolean> {
    return (await this.p.pool.query('select 1 from sealed_purge where refs @> array[$1] limit 1', [ref])).rowCount === 1
  }

  /** Counts in the database, over all nodes and restarts; looks of one person take turns. */
  private takeLook(actor: Actor): Promise<boolean> {
    const who = whoOf(actor)
    const now = this.p.clock.now()
    return inTransaction(this.p.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sealed_look:${who}`])
      await client.query('delete from sealed_look where who = $1 and at <= $2', [who, now - HOUR_MS])
      const { rows } = await client.query<{ n: number }>('select count(*)::int as n from sealed_look where who = $1', [who])
      if (rows[0]!.n >= OPENS_PER_HOUR) return false
      await client.query('insert into sealed_look (who, at) values ($1, $2)', [who, now])
      return true
    })
  }

  private async refuse(asker: Asker, refusal: Rejection, detail: Record<string, string>): Promise<Rejection> {
    await this.note(asker, { act: 'sealed-refused', result: 'refused' }, { ...detail, code: refusal.rejected })
    return refusal
  }

  private note({ actor, address }: Asker, look: Look, detail: Record<string, string>): Promise<void> {
    return this.p.audit({ ...look, who: whoOf(actor), ...(actor.post ? { post: actor.post } : {}), ...(address ? { address } : {}), where: OPEN, detail })
  }

  /** Destroys what is sealed about an incident; `commandId` makes asking again safe. Answers once rows and key are gone. */
  async purge(incidentId: string, rule: PurgeRule, commandId: string): Promise<CommandAnswer> {
    const answer = await this.p.submit({ id: commandId, type: 'PurgeSealed', body: { incidentId, rule }, actor: SERVER })
    if (answer.ok) await this.p.settled()
    return answer
  }

  /** Deletes what was stored an hour ago and never got into the log (a crash in between). */
  async sweep(): Promise<number> {
    return this.p.caughtUp() ? inTransaction(this.p.pool, (client) => sweepRows(client, this.p.clock.now() - HOUR_MS)) : 0
  }
}
