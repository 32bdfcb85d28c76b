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

/** One table's share of the statement: the columns its rows bring, and the SQL over them. */
interface Share {
  name: string
  /** Column and PostgreSQL type. */
  columns: readonly (readonly [name: string, type: string])[]
  /** `rows` is something to select from, under the name `r`. */
  sql(rows: string): string
}

const LOG: Share = {
  name: 'log',
  columns: [
    ['position', 'bigint'], ['at', 'bigint'], ['type', 'text'], ['subjects', 'text'], ['text', 'text'], ['hash', 'text'],
    // The command an event ends is remembered on the log's own row, so that one more table needn't be written.
    ['command', 'text'], ['digest', 'text'], ['answer', 'text'],
  ],
  sql: (rows) => `, logged as (
  insert into log (position, at, type, subjects, text, hash, command, digest, answer)
  select r.position, r.at, r.type, string_to_array(r.subjects, ' '), r.text, r.hash, r.command, r.digest, r.answer from moved, ${rows}
)`,
}

const STATE: Share = {
  name: 'state',
  columns: [['kind', 'text'], ['id', 'text'], ['shape', 'int'], ['retire_at', 'bigint'], ['body', 'text']],
  sql: (rows) => `, folded as (
  insert into state (kind, id, position, shape, retire_at, body)
  select r.kind, r.id, moved.position, r.shape, r.retire_at, r.body from moved, ${rows}
  on conflict (kind, id) do update set position = excluded.position, shape = excluded.shape, retire_at = excluded.retire_at, body = excluded.body
)`,
}

const GONE: Share = {
  name: 'gone',
  columns: [['kind', 'text'], ['id', 'text']],
  sql: (rows) => `, gone as (delete from state s using moved, ${rows} where s.kind = r.kind and s.id = r.id)`,
}

const JOB: Share = {
  name: 'job',
  columns: [['id', 'text'], ['due', 'bigint'], ['urgent', 'bool'], ['type', 'text'], ['body', 'text']],
  sql: (rows) => `, due as (
  insert into job (id, due, urgent, type, body) select r.id, r.due, r.urgent, r.type, r.body from moved, ${rows} on conflict (id) do nothing
)`,
}

const VIEW: Share = {
  name: 'view',
  columns: [['name', 'text'], ['key', 'text'], ['body', 'text']],
  sql: (rows) => `, seen as (
  insert into view (name, key, position, body) select r.name, r.key, moved.position, r.body from moved, ${rows}
  on conflict (name, key) do update set position = excluded.position, body = excluded.body
)`,
}

const UNVIEW: Share = {
  name: 'unview',
  columns: [['name', 'text'], ['key', 'text']],
  sql: (rows) => `, unseen as (delete from view v using moved, ${rows} where v.name = r.name and v.key = r.key)`,
}

type Written = readonly [share: Share, rows: readonly (readonly unknown[])[]]

/** What there is to write: a share with nothing to write is left out, because each costs even when empty. */
function writtenBy(c: CommitInput, kinds: ReadonlyMap<string, Kind>): Written[] {
  const log: unknown[][] = []
  let next = 0
  for (const r of c.rows) {
    // Commands come in the order of their last events.
    const m = c.commands[next]?.position === r.position ? c.commands[next++] : undefined
    log.push([r.position, r.at, r.type, r.subjects.join(' '), r.text, r.hash, m?.id ?? null, m?.digest ?? null, m?.answer ?? null])
  }
  const state: unknown[][] = []
  const gone: unknown[][] = []
  for (const t of c.touched) {
    const kind = kinds.get(t.kind)
    if (t.after === undefined) gone.push([t.kind, t.id])
    else state.push([t.kind, t.id, kind?.shape ?? 0, kind?.retireAt?.(t.after) ?? null, JSON.stringify(t.after)])
  }
  const all: Written[] = [
    [LOG, log], [STATE, state], [GONE, gone],
    [JOB, c.jobs.map((j) => [j.id, Math.round(j.due), j.urgent ?? false, j.type, JSON.stringify(j.body)])],
    [VIEW, c.views.filter((v) => v.body !== null).map((v) => [v.name, v.key, JSON.stringify(v.body)])],
    [UNVIEW, c.views.filter((v) => v.body === null).map((v) => [v.name, v.key])],
  ]
  return all.filter(([, rows]) => rows.length > 0)
}

/**
 * Up to so many rows go as plain parameters, which PostgreSQL takes without making and unmaking arrays; more go as arrays, so
 * that a connection has a few dozen statements at most to prepare.
 */
const FEW = 4

const HEAD = `with moved as (
  update head set position = $2, hash = $3 where position = $1 and epoch = $4 returning position
)`

/** The statements made so far, by what they write. */
const texts = new Map<string, string>()

function textOf(name: string, written: readonly Written[]): string {
  const known = texts.get(name)
  if (known) return known
  let text = HEAD
  let n = 4
  for (const [{ columns, sql }, rows] of written) {
    const names = `r(${columns.map(([column]) => column).join(', ')})`
    const row = (type: (t: string) => string) => columns.map(([, t]) => `$${++n}::${type(t)}`).join(', ')
    text += sql(rows.length > FEW ? `unnest(${row((t) => `${t}[]`)}) as ${names}` : `(values ${rows.map(() => `(${row((t) => t)})`).join(', ')}) as ${names}`)
  }
  text += ' select position from moved'
  texts.set(name, text)
  return text
}

/** OID of PostgreSQL's type `text`, the same everywhere. */
const TEXT = 25

/**
 * Texts as PostgreSQL's binary array of them (`array_recv`): dimensions, whether there are nulls, the type, the length and where
 * it begins, then each text's length and bytes. Nothing is escaped here and nothing searched there, as the written form needs.
 */
function textArray(texts: readonly (string | null)[]): Buffer {
  let most = 20
  for (const t of texts) most += 4 + (t === null ? 0 : t.length * 3)
  const bytes = Buffer.allocUnsafe(most)
  let at = bytes.writeInt32BE(1, 0)
  at = bytes.writeInt32BE(texts.includes(null) ? 1 : 0, at)
  at = bytes.writeInt32BE(TEXT, at)
  at = bytes.writeInt32BE(texts.length, at)
  at = bytes.writeInt32BE(1, at)
  for (const t of texts) {
    const length = t === null ? -1 : bytes.write(t, at + 4)
    at = bytes.writeInt32BE(length, at) + Math.max(0, length)
  }
  return bytes.subarray(0, at)
}

/** One parameter a column. */
const columnsOf = ([{ columns }, rows]: Written): unknown[] =>
  columns.map(([, type], i) => (type === 'text' ? textArray(rows.map((r) => r[i] as string | null)) : rows.map((r) => r[i])))

/**
 * Runs the commit. One statement moves the head by compare-and-set and, only if it moved, appends, remembers the
 * commands and writes states, views and jobs; no lock is held between round trips, and a frozen node's late write
 * fails here.
 * False when the head had moved: the caller catches up and decides again.
 */
export async function commit(client: pg.ClientBase, kinds: ReadonlyMap<string, Kind>, c: CommitInput): Promise<boolean> {
  const written = writtenBy(c, kinds)
  const values: unknown[] = [c.from, c.to, c.hash, c.epoch]
  let name = 'commit'
  for (const w of written) {
    const [{ name: share }, rows] = w
    name += ` ${share} ${rows.length > FEW ? 'many' : rows.length}`
    if (rows.length > FEW) values.push(...columnsOf(w))
    else for (const row of rows) values.push(...row)
  }
  if (FAIL_POINTS) failPoint('commit.before')
  const asked = client.query({ name, text: textOf(name, written), values })
  if (FAIL_POINTS) failPoint('commit.sent')
  const moved = (await asked).rowCount === 1
  if (FAIL_POINTS && moved) failPoint('commit.done')
  return moved
}
