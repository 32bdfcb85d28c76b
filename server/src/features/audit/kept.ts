import type pg from 'pg'
import { BadBackup, type Kept } from '../../engine/backup'
import { createVerifier } from '../../engine/chain'
import { agrees, findHead, insertRows, readRows, type AuditHead, type AuditRow } from './chain'

const PAGE = 2000

async function* read(client: pg.ClientBase): AsyncIterable<readonly object[]> {
  const head = await findHead(client)
  if (!head || head.position === 0) return
  yield [{ head }]
  for (let after = 0; after < head.position;) {
    const rows = await readRows(client, after, PAGE)
    if (rows.length === 0) throw new BadBackup(`The audit is not whole: it ends at ${after}, and its head says ${head.position}.`)
    yield rows
    after = rows[rows.length - 1]!.position
  }
}

/** The audit in backups: the chain is verified row by row on the way in and goes on from where it ended. Never overwrites one. */
export const auditKept: Kept = {
  name: 'audit',
  read,
  restore(client) {
    let head: AuditHead | null = null
    let verifier: ReturnType<typeof createVerifier<AuditRow>> | null = null
    const refuse = (f: { fault: string; position: number } | null) => {
      if (f) throw new BadBackup(`The audit in the backup is not whole: ${f.fault} at position ${f.position}.`)
    }
    return {
      async write(given) {
        let rows = given as (AuditRow | { head: AuditHead })[]
        if (rows[0] && 'head' in rows[0]) {
          head = rows[0].head
          if (((await findHead(client))?.position ?? 0) > 0) throw new BadBackup('This database already has audit records; restore only into an empty one.')
          verifier = createVerifier<AuditRow>(head.seed, agrees)
          rows = rows.slice(1)
        }
        if (!verifier) throw new BadBackup('The audit in the backup has no beginning.')
        for (const row of rows as AuditRow[]) refuse(verifier.next(row))
        if (rows.length > 0) await insertRows(client, rows as AuditRow[])
      },
      async end() {
        if (!head || !verifier) return
        refuse(verifier.end(head))
        await client.query(
          'insert into audit_head (seed, position, hash) values ($1, $2, $3) on conflict (one) do update set seed = excluded.seed, position = excluded.position, hash = excluded.hash',
          [head.seed, head.position, head.hash])
      },
    }
  },
}
