import type pg from 'pg'
import { splitRef, type Kind, type LoggedEvent, type Ref } from '@liandong/shared/kernel/decider'
import { createVerifier, logAgrees, type ChainFault, type LogRow } from './chain'
import { readHead, readLog } from './store'

const PAGE = 5000

type Queryable = Pick<pg.ClientBase, 'query'>

/** Folds the whole log into states, in order, without touching any table. */
export async function foldLog(pool: Queryable, kinds: ReadonlyMap<string, Kind>, upTo = Infinity): Promise<Map<Ref, { state: unknown; position: number }>> {
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

/**
 * Replaces the stored states by a fold of the whole log; needed when a shape changes. Holds the head row meanwhile,
 * so that another node's commit waits instead of being overwritten by an older fold.
 */
export async function refold(pool: pg.Pool, kinds: ReadonlyMap<string, Kind>): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select 1 from head for update')
    const states = await foldLog(client, kinds)
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
export async function verifyChain(pool: Queryable, anchor?: { position: number; hash: string } | null): Promise<ChainFault | null> {
  const head = await readHead(pool, () => { throw new Error('there is no log to verify') })
  const verifier = createVerifier(head.seed, logAgrees)
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
  const client = await source.connect()
  try {
    // One snapshot of head, log and states, so that a server may go on writing meanwhile.
    await client.query('begin isolation level repeatable read read only')
    const head = await readHead(client, () => { throw new Error('there is no log to verify') })
    const chain = await verifyChain(client)
    await copyLog(client, second)
    const states = await refold(second, kinds)
    return { position: head.position, chain, states, differing: await compareStates(client, second) }
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

async function copyLog(from: Queryable, to: Queryable): Promise<void> {
  await to.query('delete from log')
  for (let after = 0; ; ) {
    const rows = await readLog(from, after, PAGE)
    if (rows.length === 0) return
    await insertLog(to, rows)
    after = rows[rows.length - 1]!.position
  }
}

/** Writes log rows as they are: for copies and restores, never for new events. */
export async function insertLog(db: Queryable, rows: readonly LogRow[]): Promise<void> {
  await db.query(
    `insert into log (position, at, type, subjects, text, hash)
     select e.position, e.at, e.type, string_to_array(e.subjects, ' '), e.text, e.hash
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) as e(position, at, type, subjects, text, hash)`,
    [rows.map((r) => r.position), rows.map((r) => r.at), rows.map((r) => r.type), rows.map((r) => r.subjects.join(' ')), rows.map((r) => r.text), rows.map((r) => r.hash)],
  )
}

/** Bodies are compared as the exact text each side stored. */
async function compareStates(a: Queryable, b: Queryable): Promise<Ref[]> {
  const read = async (pool: Queryable) =>
    new Map((await pool.query<{ kind: string; id: string; body: string }>('select kind, id, body from state order by kind, id')).rows.map((r): [Ref, string] => [`${r.kind}:${r.id}`, r.body]))
  const left = await read(a)
  const right = await read(b)
  const differing: Ref[] = []
  for (const [r, body] of left) if (right.get(r) !== body) differing.push(r)
  for (const r of right.keys()) if (!left.has(r)) differing.push(r)
  return differing
}
