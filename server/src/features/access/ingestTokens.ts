import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'
import { writeWhole } from '../../platform/wholeFile'

export const tokenMigrations = [{
  name: 'ingest-tokens-001',
  sql: 'create table ingest_token (source text primary key, hash text not null, created timestamptz not null default now());',
}, {
  // `before`: the token it had, so that whoever still comes with it is seen on the feed it belonged to.
  name: 'ingest-tokens-002',
  sql: 'alter table ingest_token add column before text, add column used bigint, add column refused bigint;',
}]

const FILE = 'ingest-tokens.json'
/** Use and refusals are noted at most so often. */
const NOTED_MS = 60_000
const digestOf = (token: string) => createHash('sha256').update(token).digest()
const hashOf = (token: string) => digestOf(token).toString('hex')

/** A feed's token as administrators see it; to the minute. */
export interface FeedToken { made: Instant | null; used: Instant | null; refused: Instant | null }

export interface IngestTokens {
  /** The source a token may write for, or null. Takes the same time for every wrong token. */
  sourceOf(token: string | undefined): string | null
  /** Tokens as written beside the data when they were made; for the demonstration's own processes. */
  readonly plain: Readonly<Record<string, string>>
  /** Gives a feed another token, told once; the one before is refused from now on. Null where there is no such feed. */
  rotate(source: string): Promise<string | null>
  list(): Promise<ReadonlyMap<string, FeedToken>>
  /** Takes over what other nodes changed, and writes down who was heard. Every second or so. */
  refresh(): Promise<void>
}

export interface IngestTokenParts {
  /** Whether a feed is in service; asked of every request. */
  inService?(source: string): boolean
  /** Real UTC milliseconds. */
  now?(): Instant
  /** Whether a rotated token too is kept readable beside the data: the demonstration's own processes need it. */
  keepPlain?: boolean
}

interface Row { source: string; hash: string; before: string | null }
interface Known { source: string; digest: Buffer; before: Buffer | null }
const knownOf = (r: Row): Known => ({ source: r.source, digest: Buffer.from(r.hash, 'hex'), before: r.before === null ? null : Buffer.from(r.before, 'hex') })
/** Stands in for a token before, where there is none, so that every feed costs the same. */
const NOBODY = randomBytes(32)

/**
 * One token per feed, made at the first start and written once to a file only the operator can read; the
 * database keeps hashes. Where the file is lost, rotate the feed's token.
 */
export async function openIngestTokens(pool: pg.Pool, dataDir: string, sources: readonly string[], p: IngestTokenParts = {}): Promise<IngestTokens> {
  const now = () => Math.floor((p.now ?? Date.now)())
  const path = join(dataDir, FILE)
  const plain = await readPlain(path)
  const read = async () => (await pool.query<Row>('select source, hash, before from ingest_token order by source')).rows.map(knownOf)
  let known = await read()
  const writePlain = () => writeWhole(path, `${JSON.stringify(plain, null, 2)}\n`, 0o600)
  const fresh = sources.filter((s) => !known.some((k) => k.source === s))
  if (fresh.length > 0) {
    for (const source of fresh) plain[source] = newFeedToken()
    // The file first and whole: a hash whose token was never written down would shut its feed out for ever.
    // On disk before its hash is: after a power cut the name alone, without the bytes, would keep the server from starting.
    await writePlain()
    for (const source of fresh) await pool.query('insert into ingest_token (source, hash) values ($1, $2) on conflict do nothing', [source, hashOf(plain[source]!)])
    known = await read()
  }
  const heard = openHeard(pool, now)
  return {
    plain,
    sourceOf(token) {
      const given = digestOf(token ?? '')
      let found: string | null = null
      let old: string | null = null
      for (const k of known) {
        if (timingSafeEqual(given, k.digest)) found = k.source
        if (timingSafeEqual(given, k.before ?? NOBODY)) old = k.source
      }
      if (found !== null && (p.inService?.(found) ?? true)) {
        heard.note('used', found)
        return found
      }
      if (found !== null || old !== null) heard.note('refused', (found ?? old)!)
      return null
    },
    async rotate(source) {
      const token = newFeedToken()
      if (p.keepPlain) plain[source] = token
      // What the file says would be a token that no longer works.
      else delete plain[source]
      const r = await pool.query('update ingest_token set before = hash, hash = $2, created = to_timestamp($3 / 1000.0) where source = $1', [source, hashOf(token), now()])
      if (r.rowCount !== 1) return null
      await writePlain()
      known = await read()
      return token
    },
    async list() {
      const { rows } = await pool.query<{ source: string } & FeedToken>(
        'select source, (extract(epoch from created) * 1000)::float8 as made, used::float8 as used, refused::float8 as refused from ingest_token')
      return new Map(rows.map(({ source, made, used, refused }) => [source, { made: made === null ? null : Math.floor(made), used, refused }]))
    },
    async refresh() {
      known = await read()
      await heard.write()
    },
  }
}

const newFeedToken = (): string => randomBytes(24).toString('base64url')

/** When feeds were heard and refused, in memory between two minutes: a feed may speak a thousand times a second. */
function openHeard(pool: pg.Pool, now: () => Instant) {
  const waiting = { used: new Map<string, Instant>(), refused: new Map<string, Instant>() }
  const written = new Map<string, Instant>()
  return {
    note(what: keyof typeof waiting, source: string): void {
      waiting[what].set(source, now())
    },
    async write(): Promise<void> {
      for (const what of ['used', 'refused'] as const) {
        for (const [source, at] of waiting[what]) {
          const key = `${what} ${source}`
          if (at - (written.get(key) ?? -Infinity) < NOTED_MS) continue
          written.set(key, at)
          waiting[what].delete(source)
          await pool.query(`update ingest_token set ${what} = greatest(coalesce(${what}, 0), $2) where source = $1`, [source, at])
        }
      }
    },
  }
}

async function readPlain(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  try {
    return JSON.parse(text) as Record<string, string>
  } catch {
    throw Object.assign(new Error(`${path} is damaged: restore it, or delete it and the rows of ingest_token, and new tokens are made.`), { plain: true })
  }
}
