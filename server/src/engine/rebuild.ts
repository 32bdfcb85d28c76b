import type pg from 'pg'
import { splitRef, type Kind, type LoggedEvent, type Ref } from '@liandong/shared/kernel/decider'
import { createVerifier, type ChainFault } from './chain'
import { readHead, readLog } from './store'

const PAGE = 5000

/** Folds the whole log into states, in order, without touching any table. */
export async function foldLog(pool: pg.Pool, kinds: ReadonlyMap<string, Kind>, upTo = Infinity): Promise<Map<Ref, { state: unknown; position: number }>> {
  const states = new Map<Ref, { state: unknown; position: number }>()
  for (let after = 0; ; ) {
    const rows = await readLog(pool, after, PAGE)
    for (const row of rows) {
      if (row.position > upTo) return states
      const event = JSON.parse(row.text) as LoggedEvent
      for (const r of new Set(event.subjects)) foldOne(states, kinds, event, r)
      after = row.position
    }
    if (rows.length < PAGE) return states
  }
}

function foldOne(states: Map<Ref, { state: unknown; position: number }>, kinds: ReadonlyMap<string, Kind>, event: LoggedEvent, r: Ref): void {
  const { kind, id } = splitRef(r)
  const k = kinds.get(kind)
  if (!k) return
  const before = states.get(r)
  const state = k.evolve(before?.state, event, id)
  if (state === before?.state) return
  if (state === undefined) states.delete(r)
  else states.set(r, { state, position: event.position })
}

/** Replaces the stored states by a fold of the whole log; needed when a shape changes. */
export async function refold(pool: pg.Pool, kinds: ReadonlyMap<string, Kind>): Promise<number> {
  const states = await foldLog(pool, kinds)
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('delete from state')
    const all = [...states]
    for (let i = 0; i < all.length; i += 1000) {
      const part = all.slice(i, i + 1000).map(([r, s]) => ({ ...splitRef(r), ...s }))
      await client.query(
        'insert into state (kind, id, position, shape, retire_at, body) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::bigint[], $6::text[])',
        [part.map((p) => p.kind), part.map((p) => p.id), part.map((p) => p.position), part.map((p) => kinds.get(p.kind)?.shape ?? 0),
          part.map((p) => kinds.get(p.kind)?.retireAt?.(p.state) ?? null), part.map((p) => JSON.stringify(p.state))],
      )
    }
    await client.query('commit')
    return states.size
  } catch (e) {
    await client.query('rollback')
    throw e
  } finally {
    client.release()
  }
}

export interface VerifyReport {
  position: number
  /** The first fault of the chain, or null. */
  chain: ChainFault | null
  states: number
  /** References whose stored state differs from the fold. */
  differing: Ref[]
}

/** Walks the chain from its seed to the head. */
export async function verifyChain(pool: pg.Pool, anchor?: { position: number; hash: string } | null): Promise<ChainFault | null> {
  const head = await readHead(pool, () => { throw new Error('there is no log to verify') })
  const verifier = createVerifier(head.seed)
  for (let after = 0; ; ) {
    const rows = await readLog(pool, after, PAGE)
    for (const row of rows) {
      const fault = verifier.next(row)
      if (fault) return fault
      if (anchor && row.position === anchor.position && row.hash !== anchor.hash) return { position: row.position, fault: 'anchor-differs' }
      after = row.position
    }
    if (rows.length < PAGE) return verifier.end(head, anchor)
  }
}

/**
 * Proves that the stored states are what the log says: the log is read from `source`, which is only ever
 * read, copied into the second database, refolded there, and both state tables are compared row by row.
 */
export async function verifyRebuild(source: pg.Pool, second: pg.Pool, kinds: ReadonlyMap<string, Kind>): Promise<VerifyReport> {
  const head = await readHead(source, () => { throw new Error('there is no log to verify') })
  const chain = await verifyChain(source)
  await second.query('delete from log')
  for (let after = 0; ; ) {
    const rows = await readLog(source, after, PAGE)
    if (rows.length === 0) break
    await second.query(
      `insert into log (position, at, type, subjects, text, hash)
       select e.position, e.at, e.type, string_to_array(e.subjects, ' '), e.text, e.hash
       from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) as e(position, at, type, subjects, text, hash)`,
      [rows.map((r) => r.position), rows.map((r) => r.at), rows.map((r) => r.type), rows.map((r) => r.subjects.join(' ')), rows.map((r) => r.text), rows.map((r) => r.hash)],
    )
    after = rows[rows.length - 1]!.position
  }
  const states = await refold(second, kinds)
  const differing = await compareStates(source, second)
  return { position: head.position, chain, states, differing }
}

/** Bodies are compared as the exact text each side stored. */
async function compareStates(a: pg.Pool, b: pg.Pool): Promise<Ref[]> {
  const read = async (pool: pg.Pool) =>
    new Map((await pool.query<{ kind: string; id: string; body: string }>('select kind, id, body from state order by kind, id')).rows.map((r): [Ref, string] => [`${r.kind}:${r.id}`, r.body]))
  const left = await read(a)
  const right = await read(b)
  const differing: Ref[] = []
  for (const [r, body] of left) if (right.get(r) !== body) differing.push(r)
  for (const r of right.keys()) if (!left.has(r)) differing.push(r)
  return differing
}
