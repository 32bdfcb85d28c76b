import type pg from 'pg'
import { splitRef, type Kind, type LoggedEvent, type Ref } from '@liandong/shared/kernel/decider'
import { genesis, type LogRow } from './chain'

/** Reads of the engine's tables. Writes happen in one statement in `commit.ts`. */
export interface Head {
  epoch: string
  /** What the chain begins from; outlives a restore, which makes a new epoch. */
  seed: string
  position: number
  hash: string
}

type Queryable = Pick<pg.ClientBase, 'query'>

/** The head row; made with a fresh epoch when the log is born. */
export async function readHead(db: Queryable, newEpoch: () => string): Promise<Head> {
  const found = await db.query<Head>('select epoch, seed, position, hash from head')
  if (found.rows[0]) return found.rows[0]
  const epoch = newEpoch()
  await db.query('insert into head (epoch, seed, position, hash) values ($1, $1, 0, $2) on conflict do nothing', [epoch, genesis(epoch)])
  const made = await db.query<Head>('select epoch, seed, position, hash from head')
  const head = made.rows[0]
  if (!head) throw new Error('the log has no head row')
  return head
}

/** Log rows after a position, in order. */
export async function readLog(db: Queryable, after: number, limit: number): Promise<LogRow[]> {
  const r = await db.query<LogRow>('select position, at, type, subjects, text, hash from log where position > $1 order by position limit $2', [after, limit])
  return r.rows
}

/** The text of every event that names a subject, in order; for files and timelines. */
export async function readFile(db: Queryable, subject: Ref, limit: number): Promise<string[]> {
  const r = await db.query<{ text: string }>('select text from log where subjects @> array[$1] order by position limit $2', [subject, limit])
  return r.rows.map((x) => x.text)
}

/** States by reference; those that don't exist are answered as undefined, so that they aren't asked again. */
export async function fetchStates(db: Queryable, refs: readonly Ref[]): Promise<Map<Ref, unknown>> {
  const out = new Map<Ref, unknown>(refs.map((r) => [r, undefined]))
  if (refs.length === 0) return out
  const parts = refs.map(splitRef)
  const r = await db.query<{ kind: string; id: string; body: string }>(
    'select s.kind, s.id, s.body from state s join unnest($1::text[], $2::text[]) as n(kind, id) on s.kind = n.kind and s.id = n.id',
    [parts.map((p) => p.kind), parts.map((p) => p.id)],
  )
  for (const row of r.rows) out.set(`${row.kind}:${row.id}`, JSON.parse(row.body))
  return out
}

/**
 * States as they were before a position. Where the stored one is newer it is folded from the log; almost
 * always that is something new, with nothing to fold, but it may be a thing this node had let go of.
 */
export async function fetchStatesBefore(db: Queryable, kinds: ReadonlyMap<string, Kind>, refs: readonly Ref[], before: number): Promise<Map<Ref, unknown>> {
  const out = await fetchStates(db, refs)
  if (refs.length === 0) return out
  const parts = refs.map(splitRef)
  const newer = await db.query<{ kind: string; id: string }>(
    'select s.kind, s.id from state s join unnest($1::text[], $2::text[]) as n(kind, id) on s.kind = n.kind and s.id = n.id where s.position >= $3',
    [parts.map((p) => p.kind), parts.map((p) => p.id), before])
  const refold = new Set(newer.rows.map((r): Ref => `${r.kind}:${r.id}`))
  if (refold.size === 0) return out
  for (const r of refold) out.set(r, undefined)
  const rows = await db.query<{ text: string }>('select text from log where subjects && $1::text[] and position < $2 order by position', [[...refold], before])
  for (const row of rows.rows) {
    const event = JSON.parse(row.text) as LoggedEvent
    for (const r of new Set(event.subjects)) {
      const { kind, id } = splitRef(r)
      if (refold.has(r)) out.set(r, kinds.get(kind)?.evolve(out.get(r), event, id))
    }
  }
  return out
}

/** States of the working set at an instant. */
export async function readLiveStates(db: Queryable, now: number, each: (kind: string, id: string, state: unknown) => void): Promise<void> {
  const r = await db.query<{ kind: string; id: string; body: string }>('select kind, id, body from state where retire_at is null or retire_at > $1', [Math.round(now)])
  for (const row of r.rows) each(row.kind, row.id, JSON.parse(row.body))
}

/** Kinds whose stored states have another shape than the code's: they are refolded before ready. */
export async function staleShapes(db: Queryable, kinds: ReadonlyMap<string, Kind>): Promise<string[]> {
  const r = await db.query<{ kind: string; shape: number }>('select distinct kind, shape from state')
  return r.rows.filter((x) => kinds.get(x.kind)?.shape !== x.shape).map((x) => x.kind)
}

export interface RememberedCommand {
  id: string
  digest: string
  position: number
  answer: string
}

export async function readCommands(db: Queryable, ids: readonly string[]): Promise<RememberedCommand[]> {
  const r = await db.query<RememberedCommand>('select command as id, digest, position, answer from log where command = any($1::text[])', [ids])
  return r.rows
}
