import type pg from 'pg'
import type { Kind } from '@liandong/shared/kernel/decider'
import { FAIL_POINTS, failPoint } from '../platform/failPoint'
import type { LogRow } from './chain'
import type { JobPut, Touched, ViewPut } from './types'

export interface CommitInput {
  epoch: string
  from: number
  to: number
  hash: string
  rows: LogRow[]
  commands: { id: string; digest: string; position: number; answer: string }[]
  touched: Touched[]
  views: ViewPut[]
  jobs: JobPut[]
}

/** A part of the statement: SQL over the parameters it brings along, which `$` numbers from where they begin. */
interface Part {
  sql(first: (n: number) => string): string
  values: unknown[]
}

const HEAD = `with moved as (
  update head set position = $2, hash = $3 where position = $1 and epoch = $4 returning position
)`

/** Events, each with the command it ends: remembered on the log's own row, so that one more table needn't be written. */
function logged(c: CommitInput): Part {
  const ended = new Map(c.commands.map((m) => [m.position, m]))
  const of = (pick: (m: CommitInput['commands'][number]) => string) => c.rows.map((r) => { const m = ended.get(r.position); return m ? pick(m) : null })
  return {
    sql: ($) => `, logged as (
  insert into log (position, at, type, subjects, text, hash, command, digest, answer)
  select e.position, e.at, e.type, string_to_array(e.subjects, ' '), e.text, e.hash, e.command, e.digest, e.answer
  from moved, unnest(${$(0)}::bigint[], ${$(1)}::bigint[], ${$(2)}::text[], ${$(3)}::text[], ${$(4)}::text[], ${$(5)}::text[], ${$(6)}::text[], ${$(7)}::text[], ${$(8)}::text[])
    as e(position, at, type, subjects, text, hash, command, digest, answer)
)`,
    values: [
      c.rows.map((r) => r.position), c.rows.map((r) => r.at), c.rows.map((r) => r.type), c.rows.map((r) => r.subjects.join(' ')), c.rows.map((r) => r.text), c.rows.map((r) => r.hash),
      of((m) => m.id), of((m) => m.digest), of((m) => m.answer),
    ],
  }
}

function folded(kept: readonly Touched[], kinds: ReadonlyMap<string, Kind>): Part {
  const retireAt = (t: Touched) => kinds.get(t.kind)?.retireAt?.(t.after) ?? null
  return {
    sql: ($) => `, folded as (
  insert into state (kind, id, position, shape, retire_at, body)
  select s.kind, s.id, moved.position, s.shape, s.retire_at, s.body
  from moved, unnest(${$(0)}::text[], ${$(1)}::text[], ${$(2)}::int[], ${$(3)}::bigint[], ${$(4)}::text[]) as s(kind, id, shape, retire_at, body)
  on conflict (kind, id) do update set position = excluded.position, shape = excluded.shape, retire_at = excluded.retire_at, body = excluded.body
)`,
    values: [kept.map((t) => t.kind), kept.map((t) => t.id), kept.map((t) => kinds.get(t.kind)?.shape ?? 0), kept.map(retireAt), kept.map((t) => JSON.stringify(t.after))],
  }
}

const gone = (removed: readonly Touched[]): Part => ({
  sql: ($) => `, gone as (
  delete from state s using moved, unnest(${$(0)}::text[], ${$(1)}::text[]) as g(kind, id) where s.kind = g.kind and s.id = g.id
)`,
  values: [removed.map((t) => t.kind), removed.map((t) => t.id)],
})

const due = (jobs: readonly JobPut[]): Part => ({
  sql: ($) => `, due as (
  insert into job (id, due, urgent, type, body)
  select j.id, j.due, j.urgent, j.type, j.body
  from moved, unnest(${$(0)}::text[], ${$(1)}::bigint[], ${$(2)}::bool[], ${$(3)}::text[], ${$(4)}::text[]) as j(id, due, urgent, type, body)
  on conflict (id) do nothing
)`,
  values: [jobs.map((j) => j.id), jobs.map((j) => Math.round(j.due)), jobs.map((j) => j.urgent ?? false), jobs.map((j) => j.type), jobs.map((j) => JSON.stringify(j.body))],
})

function seen(views: readonly ViewPut[]): Part {
  const put = views.filter((v) => v.body !== null)
  const removed = views.filter((v) => v.body === null)
  return {
    sql: ($) => `, seen as (
  insert into view (name, key, position, body)
  select v.name, v.key, moved.position, v.body from moved, unnest(${$(0)}::text[], ${$(1)}::text[], ${$(2)}::text[]) as v(name, key, body)
  on conflict (name, key) do update set position = excluded.position, body = excluded.body
), unseen as (
  delete from view v using moved, unnest(${$(3)}::text[], ${$(4)}::text[]) as u(name, key) where v.name = u.name and v.key = u.key
)`,
    values: [put.map((v) => v.name), put.map((v) => v.key), put.map((v) => JSON.stringify(v.body)), removed.map((v) => v.name), removed.map((v) => v.key)],
  }
}

/**
 * Runs the commit. One statement moves the head by compare-and-set and, only if it moved, appends, remembers the
 * commands and writes states, views and jobs; no lock is held between round trips, and a frozen node's late write
 * fails here. Parts with nothing to write are left out: each costs its share even when empty.
 * False when the head had moved: the caller catches up and decides again.
 */
export async function commit(client: pg.ClientBase, kinds: ReadonlyMap<string, Kind>, c: CommitInput): Promise<boolean> {
  const removed = c.touched.filter((t) => t.after === undefined)
  const parts: [string, Part][] = [['log', logged(c)], ['state', folded(c.touched.filter((t) => t.after !== undefined), kinds)]]
  if (removed.length > 0) parts.push(['gone', gone(removed)])
  if (c.jobs.length > 0) parts.push(['job', due(c.jobs)])
  if (c.views.length > 0) parts.push(['view', seen(c.views)])
  const values: unknown[] = [c.from, c.to, c.hash, c.epoch]
  let text = HEAD
  for (const [, part] of parts) {
    const first = values.length + 1
    text += part.sql((n) => `$${first + n}`)
    values.push(...part.values)
  }
  if (FAIL_POINTS) failPoint('commit.before')
  const asked = client.query({ name: `commit ${parts.map(([name]) => name).join(' ')}`, text: `${text} select position from moved`, values })
  if (FAIL_POINTS) failPoint('commit.sent')
  const moved = (await asked).rowCount === 1
  if (FAIL_POINTS && moved) failPoint('commit.done')
  return moved
}
