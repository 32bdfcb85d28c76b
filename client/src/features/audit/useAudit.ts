import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { AuditFilter, AuditPage, AuditRecord } from '@liandong/shared/audit/contract'
import { ReadError, readJson } from '../../live/readJson'
import { addressOf } from './auditSearch'

const PAGE = 200

export interface Audit {
  records: Readonly<ShallowRef<readonly AuditRecord[]>>
  /** `first` while nothing is shown yet, `more` while earlier ones are fetched. */
  loading: Readonly<ShallowRef<'first' | 'more' | null>>
  /** Why the last read failed: status 0 when no answer came. */
  failed: Readonly<ShallowRef<{ status: number; code: string } | null>>
  hasMore: ComputedRef<boolean>
  find(filter: AuditFilter): Promise<void>
  earlier(): Promise<void>
}

/** Records page by page, newest first. An answer that a newer search has overtaken is dropped. */
export function useAudit(origin = location.origin, read: typeof readJson = readJson): Audit {
  const records = shallowRef<readonly AuditRecord[]>([])
  const loading = shallowRef<'first' | 'more' | null>(null)
  const failed = shallowRef<{ status: number; code: string } | null>(null)
  const before = shallowRef<number | null>(null)
  let filter: AuditFilter = {}
  let search = 0

  async function fetchPage(kind: 'first' | 'more', from: number | null): Promise<void> {
    const mine = ++search
    loading.value = kind
    failed.value = null
    try {
      const page = await read<AuditPage>(addressOf('/api/audit', { ...filter, limit: PAGE, ...(from === null ? {} : { before: from }) }, origin))
      if (mine !== search) return
      records.value = kind === 'first' ? page.records : [...records.value, ...page.records]
      before.value = page.before
    } catch (e) {
      if (mine !== search) return
      if (kind === 'first') records.value = []
      failed.value = e instanceof ReadError ? { status: e.status, code: e.code } : { status: 0, code: String(e) }
    }
    loading.value = null
  }

  return {
    records, loading, failed, hasMore: computed(() => before.value !== null && records.value.length > 0),
    find: (f) => { filter = f; before.value = null; return fetchPage('first', null) },
    earlier: () => (loading.value || before.value === null ? Promise.resolve() : fetchPage('more', before.value)),
  }
}
