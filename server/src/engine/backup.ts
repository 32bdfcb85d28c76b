import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type pg from 'pg'
import type { Kind } from '@liandong/shared/kernel/decider'
import { putInPlace } from '../platform/wholeFile'
import { createVerifier, logAgrees, type LogRow } from './chain'
import { insertLog, refold } from './rebuild'
import { readHead, readLog, type RememberedCommand } from './store'

/** A backup is gzipped JSON lines: a header, the log, remembered commands, pending jobs and a closing count. */
interface Header {
  liandong: 'backup'
  version: 1
  seed: string
  position: number
  hash: string
}

/**
 * What a feature keeps beside the log and hands in to be backed up and restored with it. `read` sees the backup's own snapshot; what
 * `restore` answers is given the rows as they were, in their order, within the restore's transaction, and refuses by throwing.
 */
export interface Kept {
  /** Unique and for ever: it stands in backups. */
  name: string
  read(client: pg.ClientBase): AsyncIterable<readonly object[]>
  restore(client: pg.ClientBase): { write(rows: readonly object[]): Promise<void>; end(): Promise<void> }
}
interface Job { id: string; due: number; urgent: boolean; type: string; body: string }
type Line = { log: LogRow } | { command: RememberedCommand } | { job: Job } | { token: { source: string; hash: string } } | { kept: string; row: object } | { end: number }

const PAGE = 2000

/** A backup that can't be used, in one sentence. */
export class BadBackup extends Error {
  readonly plain = true
}

async function* lines(client: pg.PoolClient, kept: readonly Kept[]): AsyncGenerator<string> {
  const head = await readHead(client, () => { throw new BadBackup('There is no log to back up.') })
  const header: Header = { liandong: 'backup', version: 1, seed: head.seed, position: head.position, hash: head.hash }
  yield `${JSON.stringify(header)}\n`
  let count = 0
  for (let after = 0; after < head.position; ) {
    const rows = await readLog(client, after, PAGE)
    for (const log of rows) yield `${JSON.stringify({ log })}\n`
    count += rows.length
    after = rows[rows.length - 1]?.position ?? head.position
  }
  for (const command of (await client.query<RememberedCommand>('select command as id, digest, position, answer from log where command is not null')).rows) { count++; yield `${JSON.stringify({ command })}\n` }
  for (const job of (await client.query<Job>('select id, due, urgent, type, body from job')).rows) { count++; yield `${JSON.stringify({ job })}\n` }
  for (const token of (await client.query<{ source: string; hash: string }>('select source, hash from ingest_token')).rows) { count++; yield `${JSON.stringify({ token })}\n` }
  for (const { name, read } of kept) {
    for await (const rows of read(client)) for (const row of rows) { count++; yield `${JSON.stringify({ kept: name, row })}\n` }
  }
  yield `${JSON.stringify({ end: count })}\n`
}

/** Writes a consistent backup while the server runs: one read-only snapshot, renamed into place when whole and on disk. */
export async function backup(pool: pg.Pool, path: string, kept: readonly Kept[] = []): Promise<{ position: number }> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const { position } = await readHead(client, () => { throw new BadBackup('There is no log to back up.') })
    await pipeline(Readable.from(lines(client, kept)), createGzip(), createWriteStream(`${path}.part`, { mode: 0o600, flush: true }))
    await client.query('commit')
    await putInPlace(`${path}.part`, path)
    return { position }
  } catch (e) {
    await client.query('rollback').catch(() => undefined)
    throw e
  } finally {
    client.release()
  }
}

/**
 * Restores into an empty database under a new epoch, so that no screen goes on from a history that is no more.
 * The chain is verified row by row on the way in; everything happens in one transaction. Never overwrites a log.
 */
export async function restore(
  pool: pg.Pool, path: string, kinds: ReadonlyMap<string, Kind>, newEpoch: () => string, kept: readonly Kept[] = [],
): Promise<{ position: number; states: number }> {
  const client = await pool.connect()
  let position: number
  try {
    await client.query('begin')
    const there = await client.query<{ position: number }>('select position from head')
    if ((there.rows[0]?.position ?? 0) > 0) throw new BadBackup('This database already has a log; restore only into an empty one.')
    await client.query('delete from head')
    position = await readInto(client, path, newEpoch(), kept)
    await client.query('commit')
  } catch (e) {
    await client.query('rollback')
    throw e
  } finally {
    client.release()
  }
  return { position, states: await refold(pool, kinds) }
}

async function readInto(client: pg.PoolClient, path: string, epoch: string, kept: readonly Kept[]): Promise<number> {
  const input = createReadStream(path).pipe(createGunzip())
  const broken = new Promise<never>((_, reject) => input.once('error', (e) => reject(new BadBackup(`The backup is damaged or not a backup: ${e.message}.`))))
  broken.catch(() => undefined)
  const reader = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]()
  const next = async () => Promise.race([reader.next(), broken])
  const first = await next()
  const header = parse(first.value) as Header | null
  if (header?.liandong !== 'backup' || header.version !== 1) throw new BadBackup('The file is not a backup of this version.')
  const verifier = createVerifier(header.seed, logAgrees)
  const takers = new Map(kept.map((k) => [k.name, k.restore(client)]))
  let page: Line[] = []
  let count = 0
  let end: number | null = null
  for (;;) {
    const { value, done } = await next()
    if (done) break
    const line = parse(value) as Line | null
    if (!line) throw new BadBackup(`The backup is damaged after ${count} lines.`)
    if ('end' in line) { end = line.end; break }
    if ('log' in line) {
      const fault = verifier.next(line.log)
      if (fault) throw new BadBackup(`The log in the backup is not whole: ${fault.fault} at position ${fault.position}.`)
    }
    if ('kept' in line && !takers.has(line.kept)) throw new BadBackup(`The backup holds "${line.kept}", which this version doesn't know: restore it with the version that made it.`)
    page.push(line)
    count++
    if (page.length >= PAGE) { await write(client, page, takers); page = [] }
  }
  await write(client, page, takers)
  if (end !== count) throw new BadBackup('The backup ends too early.')
  for (const taker of takers.values()) await taker.end()
  const fault = verifier.end(header)
  if (fault) throw new BadBackup(`The log in the backup is not whole: ${fault.fault} at position ${fault.position}.`)
  await client.query('insert into head (epoch, seed, position, hash) values ($1, $2, $3, $4)', [epoch, header.seed, header.position, header.hash])
  return header.position
}

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch {
    return null
  }
}

async function write(client: pg.PoolClient, page: readonly Line[], takers: ReadonlyMap<string, ReturnType<Kept['restore']>>): Promise<void> {
  const logs = page.flatMap((l) => ('log' in l ? [l.log] : []))
  const commands = page.flatMap((l) => ('command' in l ? [l.command] : []))
  const jobs = page.flatMap((l) => ('job' in l ? [l.job] : []))
  const tokens = page.flatMap((l) => ('token' in l ? [l.token] : []))
  await insertLog(client, logs)
  await client.query('update log set command = c.id, digest = c.digest, answer = c.answer from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as c(id, digest, position, answer) where log.position = c.position',
    [commands.map((c) => c.id), commands.map((c) => c.digest), commands.map((c) => c.position), commands.map((c) => c.answer)])
  await client.query('insert into job (id, due, urgent, type, body) select * from unnest($1::text[], $2::bigint[], $3::bool[], $4::text[], $5::text[])',
    [jobs.map((j) => j.id), jobs.map((j) => j.due), jobs.map((j) => j.urgent), jobs.map((j) => j.type), jobs.map((j) => j.body)])
  await client.query('insert into ingest_token (source, hash) select * from unnest($1::text[], $2::text[])', [tokens.map((t) => t.source), tokens.map((t) => t.hash)])
  for (const [name, taker] of takers) {
    const rows = page.flatMap((l) => ('kept' in l && l.kept === name ? [l.row] : []))
    if (rows.length > 0) await taker.write(rows)
  }
}
