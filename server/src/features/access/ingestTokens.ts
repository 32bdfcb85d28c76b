import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'

export const tokenMigrations = [{
  name: 'ingest-tokens-001',
  sql: 'create table ingest_token (source text primary key, hash text not null, created timestamptz not null default now());',
}]

const FILE = 'ingest-tokens.json'
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

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
  const plain: Record<string, string> = JSON.parse(await readFile(path, 'utf8').catch(() => '{}'))
  const hashes = new Map((await pool.query<{ source: string; hash: string }>('select source, hash from ingest_token')).rows.map((r) => [r.source, r.hash]))
  const fresh = sources.filter((s) => !hashes.has(s))
  for (const source of fresh) {
    const token = randomBytes(24).toString('base64url')
    plain[source] = token
    hashes.set(source, hashOf(token))
    await pool.query('insert into ingest_token (source, hash) values ($1, $2) on conflict do nothing', [source, hashOf(token)])
  }
  if (fresh.length > 0) {
    await mkdir(dataDir, { recursive: true })
    await writeFile(path, `${JSON.stringify(plain, null, 2)}\n`, { mode: 0o600 })
    await chmod(path, 0o600)
  }
  return {
    plain,
    sourceOf(token) {
      const given = Buffer.from(hashOf(token ?? ''), 'hex')
      let found: string | null = null
      for (const [source, hash] of hashes) if (timingSafeEqual(given, Buffer.from(hash, 'hex'))) found = source
      return found
    },
  }
}
