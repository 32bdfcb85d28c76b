import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type pg from 'pg'
import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import { eventText, genesis, link } from '../server/src/engine/chain'

/** A row of a log as it is kept between two databases. */
interface Row { event: LoggedEvent; command: string | null; digest: string | null; answer: string | null }

const DAY_MS = 86_400_000
const CHUNK = 2000

/** Writes a log to a file, one row a line. */
export async function dumpLog(pool: pg.Pool, path: string): Promise<void> {
  const out = createWriteStream(path)
  for (let after = 0; ;) {
    const { rows } = await pool.query<{ position: number; text: string; command: string | null; digest: string | null; answer: string | null }>(
      'select position, text, command, digest, answer from log where position > $1 order by position limit $2', [after, CHUNK])
    if (rows.length === 0) break
    for (const r of rows) out.write(`${JSON.stringify({ event: JSON.parse(r.text) as LoggedEvent, command: r.command, digest: r.digest, answer: r.answer } satisfies Row)}\n`)
    after = rows.at(-1)!.position
  }
  out.end()
  await once(out, 'finish')
}

/**
 * Fills an empty database with a dumped log several times over: the register once, then so many earlier copies of its days,
 * each with ids of its own and its instants moved back, and last the days as they were. Every row is put in order and linked
 * by the product's own chain code. Answers the length.
 */
export async function fillLog(pool: pg.Pool, path: string, copies: number, days: number, epoch: string): Promise<number> {
  const hash = { value: genesis(epoch) }
  let position = 0
  let chunk: Row[] = []
  const flush = async () => {
    await insert(pool, chunk, hash)
    chunk = []
  }
  const take = async (row: Row) => {
    chunk.push({ ...row, event: { ...row.event, position: ++position } })
    if (chunk.length === CHUNK) await flush()
  }
  const indexes = await withoutIndexes(pool)
  const isRegister = (r: Row) => r.event.type === 'RecordPut'
  await eachRow(path, async (r) => { if (isRegister(r)) await take({ ...r, event: { ...r.event, at: r.event.at - (copies - 1) * days * DAY_MS } }) })
  for (let back = copies - 1; back >= 0; back--) await eachRow(path, async (r) => { if (!isRegister(r)) await take(moved(r, back * days * DAY_MS, back)) })
  await flush()
  for (const sql of indexes) await pool.query(sql)
  await pool.query('insert into head (epoch, seed, position, hash) values ($1, $1, $2, $3)', [epoch, position, hash.value])
  return position
}

/** Takes the log's further indexes away while it is filled; answers the statements that make them again. */
async function withoutIndexes(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ indexname: string; indexdef: string }>("select indexname, indexdef from pg_indexes where tablename = 'log' and indexname <> 'log_pkey'")
  for (const { indexname } of rows) await pool.query(`drop index ${indexname}`)
  return rows.map((r) => r.indexdef)
}

async function eachRow(path: string, fn: (row: Row) => Promise<void>): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) await fn(JSON.parse(line) as Row)
}

/** Ids the door made, days and instants, wherever they stand. */
const MARKS = /\b(?:[0-9A-Za-z]{16}|20\d{6}|1[5-9]\d{11})\b/g

/** The row as it would stand had it happened so much earlier, to other incidents. */
function moved(row: Row, ms: number, copy: number): Row {
  if (ms === 0) return row
  const mark = copy.toString(36).padStart(3, '_').replaceAll('_', 'Z')
  const shift = (text: string) => text.replace(MARKS, (found) => {
    if (found.length === 16) return found.slice(0, 13) + mark
    return found.length === 8 ? dayBefore(found, ms) : String(Number(found) - ms)
  })
  const { at, occurredAt, commandId, ...rest } = row.event
  const event = { ...(JSON.parse(shift(JSON.stringify(rest))) as typeof rest), at: at - ms, commandId: `${commandId}-${mark}`, ...(occurredAt === undefined ? {} : { occurredAt: occurredAt - ms }) }
  return { event, command: row.command && `${row.command}-${mark}`, digest: row.digest, answer: row.answer && shift(row.answer) }
}

const dayBefore = (day: string, ms: number) =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))) - ms).toISOString().slice(0, 10).replaceAll('-', '')

async function insert(pool: pg.Pool, rows: readonly Row[], hash: { value: string }): Promise<void> {
  const written = rows.map((r) => {
    const text = eventText(r.event)
    return { ...r, text, hash: (hash.value = link(hash.value, text)) }
  })
  const of = <T>(pick: (r: (typeof written)[number]) => T) => written.map(pick)
  await pool.query(
    `insert into log (position, at, type, subjects, text, hash, command, digest, answer)
     select e.position, e.at, e.type, string_to_array(e.subjects, ' '), e.text, e.hash, e.command, e.digest, e.answer
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
       as e(position, at, type, subjects, text, hash, command, digest, answer)`,
    [of((r) => r.event.position), of((r) => r.event.at), of((r) => r.event.type), of((r) => r.event.subjects.join(' ')), of((r) => r.text), of((r) => r.hash), of((r) => r.command), of((r) => r.digest), of((r) => r.answer)])
}
