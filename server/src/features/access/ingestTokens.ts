import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { writeWhole } from '../../platform/wholeFile'

export const tokenMigrations = [{
  name: 'ingest-tokens-001',
  sql: 'create table ingest_token (source text primary key, hash text not null, created timestamptz not null default now());',
}]

const FILE = 'ingest-tokens.json'
const digestOf = (token: string) => createHash('sha256').update(token).digest()
const hashOf = (token: string) => digestOf(token).toString('hex')

export interface IngestTokens {
  /** The source a token may write for, or null. Takes the same time for every wrong token. */
  sourceOf(token: string | undefined): string | null
  /** Tokens as written beside the data when they were made; for the demonstration's own processes. */
  readonly plain: Readonly<Record<string, string>>
}

/**
 * One token per feed, made at the first start and written once to a file only the operator can read; the
 * database keeps hashes. Where the file is lost, delete the feed's row and a new one is made.
 */
export async function openIngestTokens(pool: pg.Pool, dataDir: string, sources: readonly string[]): Promise<IngestTokens> {
  const path = join(dataDir, FILE)
  const plain = await readPlain(path)
  const readHashes = async () => new Map((await pool.query<{ source: string; hash: string }>('select source, hash from ingest_token')).rows.map((r) => [r.source, r.hash]))
  let hashes = await readHashes()
  const fresh = sources.filter((s) => !hashes.has(s))
  if (fresh.length > 0) {
    for (const source of fresh) plain[source] = randomBytes(24).toString('base64url')
    // The file first and whole: a hash whose token was never written down would shut its feed out for ever.
    // On disk before its hash is: after a power cut the name alone, without the bytes, would keep the server from starting.
    await writeWhole(path, `${JSON.stringify(plain, null, 2)}\n`, 0o600)
    for (const source of fresh) await pool.query('insert into ingest_token (source, hash) values ($1, $2) on conflict do nothing', [source, hashOf(plain[source]!)])
    hashes = await readHashes()
  }
  const digests = [...hashes].map(([source, hash]) => [source, Buffer.from(hash, 'hex')] as const)
  return {
    plain,
    sourceOf(token) {
      const given = digestOf(token ?? '')
      let found: string | null = null
      for (const [source, digest] of digests) if (timingSafeEqual(given, digest)) found = source
      return found
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
