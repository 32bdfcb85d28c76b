import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { KINDS } from '@liandong/shared/areas'
import { readAnchor } from '../../../server/src/engine/anchor'
import { foldLog, verifyChain } from '../../../server/src/engine/rebuild'
import { connectionTo } from '../../../server/src/platform/postgres'

const kinds = new Map(KINDS.map((k) => [k.kind, k]))

/** Where the embedded database of a data folder listens now, asked of its own files and not of the server. */
export function embeddedUrl(dataDir: string): string {
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()
  const port = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3]
  return `postgres://liandong:${password}@127.0.0.1:${port}/liandong`
}

export async function withPool<T>(url: string, fn: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ ...connectionTo(url), max: 1 })
  // A cut may come while a connection is idle or held.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    return await fn(pool)
  } finally {
    await pool.end()
  }
}

export interface LogCheck {
  faults: string[]
  /** Acknowledged commands that are not there. */
  lost: number
  position: number
}

/**
 * Holds a database against what was acknowledged: every command once and at its position, the chain whole and as the anchor
 * beside it says, the states what the log folds to. Counted in the tables themselves.
 */
export async function checkLog(url: string, dataDir: string, acknowledged: ReadonlyMap<string, number>): Promise<LogCheck> {
  return withPool(url, async (pool) => {
    const faults: string[] = []
    const rows = (await pool.query<{ command: string; position: number }>('select command, position from log where command is not null')).rows
    const at = new Map(rows.map((r) => [r.command, r.position]))
    let lost = 0
    for (const [id, position] of acknowledged) {
      if (!at.has(id)) lost++
      else if (at.get(id) !== position) faults.push(`${id} was acknowledged at ${position} and stands at ${at.get(id)}`)
    }
    if (lost > 0) faults.push(`${lost} of ${acknowledged.size} acknowledged commands are lost`)
    const chain = await verifyChain(pool, await readAnchor(dataDir))
    if (chain) faults.push(`the chain is not whole: ${chain.fault} at ${chain.position}`)
    const folded = await foldLog(pool, kinds)
    const stored = new Map((await pool.query<{ kind: string; id: string; body: string }>('select kind, id, body from state')).rows.map((r) => [`${r.kind}:${r.id}`, r.body]))
    const differing = [...folded].filter(([ref, f]) => stored.get(ref) !== JSON.stringify(f.state)).map(([ref]) => ref as string)
    for (const ref of stored.keys()) if (!folded.has(ref as `${string}:${string}`)) differing.push(ref)
    if (differing.length > 0) faults.push(`${differing.length} states differ from the fold: ${differing.slice(0, 3).join(' ')}`)
    const { rows: [head] } = await pool.query<{ position: number }>('select position from head')
    return { faults, lost, position: head?.position ?? 0 }
  })
}
