import type { AuditFilter, AuditNote, AuditQuery, AuditRecord } from '@liandong/shared/audit/contract'
import { csvLine } from '../../platform/csv'
import type { Audit } from './audit'
import { findHead, type Queryable } from './chain'

const PAGE = 100
const EXPORT_PAGE = 2000

/** Records that fit a filter, newest first, before a position. Says whether there are more. */
export async function readRecords(db: Queryable, q: AuditQuery): Promise<{ records: AuditRecord[]; before: number | null }> {
  const limit = q.limit ?? PAGE
  const values: unknown[] = []
  const use = (v: unknown) => `$${values.push(v)}`
  const where = [
    ...(q.before === undefined ? [] : [`position < ${use(q.before)}`]),
    ...(q.from === undefined ? [] : [`at >= ${use(q.from)}`]),
    ...(q.to === undefined ? [] : [`at < ${use(q.to)}`]),
    ...(q.act === undefined ? [] : [`act = ${use(q.act)}`]),
    ...(q.who === undefined ? [] : [`who = ${use(q.who)}`]),
    ...(q.result === undefined ? [] : [`result = ${use(q.result)}`]),
    ...(q.search === undefined ? [] : [`strpos(lower(concat_ws(' ', who, post, address, place, detail)), lower(${use(q.search)})) > 0`]),
  ]
  const r = await db.query<{ text: string }>(
    `select text from audit ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by position desc limit ${use(limit + 1)}`, values)
  const records = r.rows.slice(0, limit).map((row) => JSON.parse(row.text) as AuditRecord)
  return { records, before: r.rows.length > limit ? records[records.length - 1]!.position : null }
}

const HEADINGS = ['position', 'at', 'act', 'who', 'post', 'address', 'where', 'result', 'count', 'detail']

const cells = (r: AuditRecord) =>
  csvLine([r.position, new Date(r.at).toISOString(), r.act, r.who, r.post, r.address, r.where, r.result, r.count, Object.entries(r.detail).map(([k, v]) => `${k}=${v}`).join('; ')])

/**
 * The records as CSV, page by page, so that no connection is held while somebody downloads slowly: records never change, so the pages
 * fit together. Begins with a byte order mark, without which table programs misread Chinese. Times in UTC.
 */
async function* csv(db: Queryable, filter: AuditFilter, upTo: number): AsyncGenerator<string> {
  yield `\ufeff${csvLine(HEADINGS)}`
  for (let before: number | null = upTo + 1; before !== null;) {
    const page = await readRecords(db, { ...filter, before, limit: EXPORT_PAGE })
    yield page.records.map(cells).join('')
    before = page.before
  }
}

/**
 * Exports records as CSV up to what stands now, once it is recorded who does; the record of this very export is not in it.
 * @throws when it can't be recorded
 */
export async function exportAudit(db: Queryable, audit: Audit, by: Pick<AuditNote, 'who' | 'post' | 'address' | 'where'>, filter: AuditFilter): Promise<AsyncGenerator<string>> {
  const upTo = (await findHead(db))?.position ?? 0
  await audit.noteFirst({ ...by, act: 'audit-exported', detail: { ...filter, upTo } })
  return csv(db, filter, upTo)
}
