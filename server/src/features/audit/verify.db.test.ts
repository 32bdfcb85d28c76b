import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AUDIT_ANCHOR, readAnchors, writeAnchor, type Anchor } from '../../engine/anchor'
import { link } from '../../engine/chain'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { auditMigrations, auditOn } from './testing/auditOn'
import { verdictText, verifyAudit } from './verify'

let db: Database
let anchors: Anchor[]

beforeAll(async () => {
  db = await freshDatabase(auditMigrations)
  const { audit, dataDir } = await auditOn(db.pool)
  for (let i = 1; i <= 12; i++) {
    await audit.noteFirst({ act: 'signed-in', who: `person:p${i}`, where: 'POST /auth/sign-in' })
    if (i === 6) await audit.anchor()
  }
  await audit.stop()
  anchors = await readAnchors(dataDir, AUDIT_ANCHOR)
  await db.pool.query('create table kept as select * from audit; create table head_kept as select * from audit_head')
})
afterAll(() => db.stop())

/** Whoever has the database's superuser can do this; the point is that it shows. */
const tamper = (sql: string) => db.pool.query(
  `alter table audit disable trigger all; alter table audit_head disable trigger all; ${sql};
   alter table audit enable always trigger audit_stays; alter table audit_head enable always trigger audit_head_stays; alter table audit_head enable always trigger audit_head_grows`)
beforeEach(() => tamper('truncate audit; insert into audit select * from kept; delete from audit_head; insert into audit_head select * from head_kept'))

const fault = async () => (await verifyAudit(db.pool, anchors)).fault

/** Cuts the chain after a position and moves the head along, as somebody would who knows how it works. */
const cut = (at: number) => tamper(`delete from audit where position > ${at}; update audit_head set position = ${at}, hash = (select hash from audit where position = ${at})`)

describe('tampering with the audit is found and named', () => {
  it('finds nothing in an untouched one', async () => {
    const verdict = await verifyAudit(db.pool, anchors)
    expect([verdict, verdictText(verdict)]).toEqual([{ position: 12, anchors: 2, fault: null }, 'The audit is whole to record 12 and agrees with 2 anchors outside the database.'])
  })

  it('finds one changed record', async () => {
    await tamper("update audit set text = replace(text, 'p3', 'p4'), who = 'person:p4' where position = 3")
    expect(await fault()).toEqual({ position: 3, fault: 'changed' })
  })

  it('finds a column that no longer says what was recorded', async () => {
    await tamper("update audit set who = 'person:p9' where position = 3")
    expect(await fault()).toEqual({ position: 3, fault: 'columns-differ' })
  })

  it('finds a removed record', async () => {
    await tamper('delete from audit where position = 5')
    expect(await fault()).toEqual({ position: 5, fault: 'missing' })
  })

  it('finds two swapped records', async () => {
    await tamper('update audit set position = -1 where position = 7; update audit set position = 7 where position = 8; update audit set position = 8 where position = -1')
    expect(await fault()).toEqual({ position: 7, fault: 'out-of-order' })
  })

  it('finds a cut tail by the head', async () => {
    await tamper('delete from audit where position > 9')
    expect(await fault()).toEqual({ position: 10, fault: 'tail-cut' })
  })

  it('finds a cut tail with the head moved along, by the anchor', async () => {
    await cut(9)
    expect((await verifyAudit(db.pool, [])).fault).toBeNull()
    expect(await fault()).toEqual({ position: 10, fault: 'tail-cut' })
  })

  it('finds a tail that was cut, replaced and grown beyond the last anchor, by the one it contradicts', async () => {
    await cut(4)
    const { audit } = await auditOn(db.pool)
    for (let i = 0; i < 12; i++) await audit.noteFirst({ act: 'signed-out', where: 'x' })
    expect((await verifyAudit(db.pool, [])).fault).toBeNull()
    expect(await fault()).toEqual({ position: 6, fault: 'anchor-differs' })
  })

  it('finds a rewritten record whose chain was hashed anew to the end', async () => {
    const rows = (await db.pool.query<{ position: number; text: string; hash: string }>('select position, text, hash from audit order by position')).rows
    let hash = rows[1]!.hash
    let sql = ''
    for (const r of rows.slice(2)) {
      const text = r.text.replace('person:p3"', 'person:p1"')
      hash = link(hash, text)
      sql += `update audit set text = '${text}', who = '${text.match(/"who":"([^"]+)"/)![1]}', hash = '${hash}' where position = ${r.position};`
    }
    await tamper(`${sql} update audit_head set hash = '${hash}'`)
    expect((await verifyAudit(db.pool, [])).fault).toBeNull()
    expect(await fault()).toEqual({ position: 6, fault: 'anchor-differs' })
  })

  it('finds everything gone', async () => {
    await tamper('delete from audit; delete from audit_head')
    expect(await fault()).toEqual({ position: 0, fault: 'head-missing' })
  })

  it('finds the head alone gone', async () => {
    await tamper('delete from audit_head')
    expect((await verifyAudit(db.pool, [])).fault).toEqual({ position: 0, fault: 'head-missing' })
  })
})

it('a running node says when the chain ends before its last anchor, and the anchors go on telling it', async () => {
  const said: unknown[] = []
  const { audit, dataDir } = await auditOn(db.pool, { onShort: (...at) => said.push(at) })
  await audit.anchor()
  await cut(9)
  await audit.anchor()
  expect(said).toEqual([[9, 12]])
  expect((await verifyAudit(db.pool, await readAnchors(dataDir, AUDIT_ANCHOR))).fault).toEqual({ position: 10, fault: 'tail-cut' })
})

it('anchors from before a restore are another history', async () => {
  const { dataDir } = await auditOn(db.pool)
  await writeAnchor(dataDir, { position: 99, hash: 'f'.repeat(64), at: 0 }, AUDIT_ANCHOR)
  await writeAnchor(dataDir, { ...anchors[1]!, begins: true }, AUDIT_ANCHOR)
  expect((await verifyAudit(db.pool, await readAnchors(dataDir, AUDIT_ANCHOR))).fault).toBeNull()
})
