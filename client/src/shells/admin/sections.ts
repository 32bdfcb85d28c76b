import { defineAsyncComponent, type Component } from 'vue'

/** One section of the admin pages. */
export interface Section {
  /** Stands in the address: `/admin?section=ID`. */
  id: string
  /** Key of its name, in the messages of its own area. */
  label: string
  page: Component
}

/** In the order of the list at the left. A new section is one line here and a page in its feature. */
export const SECTIONS: readonly Section[] = [
  { id: 'audit', label: 'audit.title', page: defineAsyncComponent(() => import('../../features/audit/AuditPage.vue')) },
]
