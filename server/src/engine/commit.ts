import type pg from 'pg'
import type { Kind } from '@liandong/shared/kernel/decider'
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

/**
 * One statement: moves the head by compare-and-set and, only if it moved, appends, remembers the commands and
 * writes states, views and jobs. No lock is held between round trips; a frozen node's late write fails here.
 */
const COMMIT = `
with moved as (
  update head set position = $2, hash = $3 where position = $1 and epoch = $4 returning position
), logged as (
  insert into log (position, at, type, subjects, text, hash)
  select e.position, e.at, e.type, string_to_array(e.subjects, ' '), e.text, e.hash
  from moved, unnest($5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[]) as e(position, at, type, subjects, text, hash)
), remembered as (
  insert into command (id, digest, position, answer)
  select c.id, c.digest, c.position, c.answer
  from moved, unnest($11::text[], $12::text[], $13::bigint[], $14::text[]) as c(id, digest, position, answer)
), folded as (
  insert into state (kind, id, position, shape, retire_at, body)
  select s.kind, s.id, moved.position, s.shape, s.retire_at, s.body
  from moved, unnest($15::text[], $16::text[], $17::int[], $18::bigint[], $19::text[]) as s(kind, id, shape, retire_at, body)
  on conflict (kind, id) do update set position = excluded.position, shape = excluded.shape, retire_at = excluded.retire_at, body = excluded.body
), due as (
  insert into job (id, due, urgent, type, body)
  select j.id, j.due, j.urgent, j.type, j.body
  from moved, unnest($20::text[], $21::bigint[], $22::bool[], $23::text[], $24::text[]) as j(id, due, urgent, type, body)
  on conflict (id) do nothing
)`
const REMOVALS = `, gone as (
  delete from state s using moved, unnest($25::text[], $26::text[]) as g(kind, id) where s.kind = g.kind and s.id = g.id
), seen as (
  insert into view (name, key, position, body)
  select v.name, v.key, moved.position, v.body from moved, unnest($27::text[], $28::text[], $29::text[]) as v(name, key, body)
  on conflict (name, key) do update set position = excluded.position, body = excluded.body
), unseen as (
  delete from view v using moved, unnest($30::text[], $31::text[]) as u(name, key) where v.name = u.name and v.key = u.key
)`
const END = ' select position from moved'

/** Runs the commit. False when the head had moved: the caller catches up and decides again. */
export async function commit(client: pg.ClientBase, kinds: ReadonlyMap<string, Kind>, c: CommitInput): Promise<boolean> {
  const kept = c.touched.filter((t) => t.after !== undefined)
  const gone = c.touched.filter((t) => t.after === undefined)
  const seen = c.views.filter((v) => v.body !== null)
  const unseen = c.views.filter((v) => v.body === null)
  const retireAt = (t: Touched) => kinds.get(t.kind)?.retireAt?.(t.after) ?? null
  const values: unknown[] = [
    c.from, c.to, c.hash, c.epoch,
    c.rows.map((r) => r.position), c.rows.map((r) => r.at), c.rows.map((r) => r.type), c.rows.map((r) => r.subjects.join(' ')), c.rows.map((r) => r.text), c.rows.map((r) => r.hash),
    c.commands.map((m) => m.id), c.commands.map((m) => m.digest), c.commands.map((m) => m.position), c.commands.map((m) => m.answer),
    kept.map((t) => t.kind), kept.map((t) => t.id), kept.map((t) => kinds.get(t.kind)?.shape ?? 0), kept.map(retireAt), kept.map((t) => JSON.stringify(t.after)),
    c.jobs.map((j) => j.id), c.jobs.map((j) => Math.round(j.due)), c.jobs.map((j) => j.urgent ?? false), c.jobs.map((j) => j.type), c.jobs.map((j) => JSON.stringify(j.body)),
  ]
  // Most commits remove nothing and write no view: the shorter statement plans and runs quicker.
  const whole = gone.length > 0 || c.views.length > 0
  if (whole) values.push(gone.map((t) => t.kind), gone.map((t) => t.id), seen.map((v) => v.name), seen.map((v) => v.key), seen.map((v) => JSON.stringify(v.body)), unseen.map((v) => v.name), unseen.map((v) => v.key))
  const result = await client.query({ name: whole ? 'commit-whole' : 'commit', text: COMMIT + (whole ? REMOVALS : '') + END, values })
  return result.rowCount === 1
}
