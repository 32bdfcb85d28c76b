import { ref, shallowRef } from 'vue'
import { ReadError } from '../../../live/readJson'
import { PAGE, readPeople, type Person } from './people'

/** People page by page. An answer that a newer question has overtaken is dropped; what was shown stays while the next comes. */
export function usePeople(read: typeof readPeople = readPeople) {
  const people = shallowRef<readonly Person[]>([])
  const total = ref(0)
  const page = ref(0)
  const loading = ref(true)
  const failed = shallowRef<{ status: number; code: string } | null>(null)
  let search = ''
  let asked = 0

  async function fetchPage(to: number): Promise<void> {
    const mine = ++asked
    loading.value = true
    failed.value = null
    try {
      const got = await read(search, to)
      if (mine !== asked) return
      people.value = got.people
      total.value = got.total
      page.value = to
    } catch (e) {
      if (mine !== asked) return
      failed.value = e instanceof ReadError ? { status: e.status, code: e.code } : { status: 0, code: String(e) }
    }
    loading.value = false
  }

  return {
    people, total, page, loading, failed,
    pages: () => Math.max(1, Math.ceil(total.value / PAGE)),
    find(text: string): Promise<void> { search = text.trim(); return fetchPage(0) },
    go: fetchPage,
    again: () => fetchPage(page.value),
  }
}
