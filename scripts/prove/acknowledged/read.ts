import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { AckedEntry, Said } from './entries'

/** One command as its client knows it. */
export interface Told {
  said: Said
  sentAt: number
  sends: number
  /** Every yes it was given. */
  answers: { at: number; position: number; answer: string }[]
  /** Everything else it was told, but "not yet". */
  refusals: string[]
}

const NOT_YET = new Set(['too-fast', 'unavailable', 'not-ready'])

/** The history by command. */
export function tellings(entries: readonly AckedEntry[]): Map<string, Told> {
  const told = new Map<string, Told>()
  for (const e of entries) {
    if (e.what === 'sent') {
      const known = told.get(e.said.id)
      if (known) known.sends++
      else told.set(e.said.id, { said: e.said, sentAt: e.at, sends: 1, answers: [], refusals: [] })
    } else if (e.what === 'answered') note(told.get(e.id)!, e.at, e.answer)
  }
  return told
}

function note(t: Told, at: number, a: CommandAnswer): void {
  if (a.ok) t.answers.push({ at, position: a.position, answer: canonical(a.answer) })
  else if ('fault' in a) t.refusals.push(`fault ${a.fault}`)
  else if (!NOT_YET.has(a.rejected)) t.refusals.push(`${a.rejected} ${JSON.stringify(a.detail)}`)
}

/** The same answer reads the same whatever the order of its fields. */
export const canonical = (answer: Record<string, unknown>): string => JSON.stringify(Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1)))

export interface LoggedRow {
  position: number
  type: string
  text: string
  hash: string
  command: string | null
  answer: string | null
  event: { commandId: string; at: number; occurredAt?: number; data: Record<string, unknown> }
}

/** What the database holds, as it stands. */
export interface Holding {
  head: { seed: string; position: number; hash: string }
  log: LoggedRow[]
  states: { kind: string; id: string; position: number; state: Record<string, unknown> }[]
  jobs: Map<string, number>
}

export async function readHolding(pool: pg.Pool): Promise<Holding> {
  const head = await pool.query<Holding['head']>('select seed, position, hash from head')
  const log = await pool.query<Omit<LoggedRow, 'event'>>('select position, type, text, hash, command, answer from log order by position')
  const states = await pool.query<{ kind: string; id: string; position: number; body: string }>('select kind, id, position, body from state')
  const jobs = await pool.query<{ id: string; due: number }>('select id, due from job')
  return {
    head: head.rows[0]!,
    log: log.rows.map((r) => ({ ...r, event: JSON.parse(r.text) as LoggedRow['event'] })),
    states: states.rows.map(({ body, ...r }) => ({ ...r, state: JSON.parse(body) as Record<string, unknown> })),
    jobs: new Map(jobs.rows.map((r) => [r.id, r.due])),
  }
}

/** The chain counted here and not by the engine: the head's hash must be what the rows say, from the seed on. */
export function chainOf({ head, log }: Holding): string {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  return log.reduce((hash, row) => sha(`${hash}\n${row.text}`), sha(`liandong:${head.seed}`))
}
