import { expect, it } from 'vitest'
import type { AuditPage } from '@liandong/shared/audit/contract'
import { ReadError } from '../../live/readJson'
import { useAudit } from './useAudit'

/** A server that answers when it is told to. */
function server() {
  const asked: { url: URL; answer(p: Partial<AuditPage>): void; fail(status: number, code: string): void }[] = []
  const read = ((url: URL) => new Promise((resolve, reject) => {
    asked.push({ url, answer: (p) => resolve({ records: [], before: null, ...p }), fail: (s, c) => reject(new ReadError(s, c, url.pathname)) })
  })) as never
  return { asked, audit: useAudit('https://x', read) }
}
const record = (position: number) => ({ position }) as AuditPage['records'][number]
const turn = () => new Promise((r) => setImmediate(r))

it('adds earlier pages below and asks from where the last ended', async () => {
  const { asked, audit } = server()
  void audit.find({ act: 'denied' })
  asked[0]!.answer({ records: [record(9), record(8)], before: 8 })
  await turn()
  void audit.earlier()
  expect(asked[1]!.url.search).toBe('?act=denied&limit=200&before=8')
  asked[1]!.answer({ records: [record(7)] })
  await turn()
  expect([audit.records.value.map((r) => r.position), audit.hasMore.value, audit.loading.value]).toEqual([[9, 8, 7], false, null])
})

it('drops the answer to a search that a newer one has overtaken', async () => {
  const { asked, audit } = server()
  void audit.find({})
  void audit.find({ result: 'refused' })
  asked[1]!.answer({ records: [record(2)] })
  asked[0]!.answer({ records: [record(1)] })
  await turn()
  expect(audit.records.value.map((r) => r.position)).toEqual([2])
})

it('keeps what is shown when earlier ones fail, shows nothing when a search fails, and says why', async () => {
  const { asked, audit } = server()
  void audit.find({})
  asked[0]!.answer({ records: [record(5)], before: 5 })
  await turn()
  void audit.earlier()
  asked[1]!.fail(503, 'unavailable')
  await turn()
  expect([audit.records.value.length, audit.failed.value, audit.hasMore.value]).toEqual([1, { status: 503, code: 'unavailable' }, true])
  void audit.find({})
  asked[2]!.fail(403, 'not-permitted')
  await turn()
  expect([audit.records.value.length, audit.failed.value]).toEqual([0, { status: 403, code: 'not-permitted' }])
})
