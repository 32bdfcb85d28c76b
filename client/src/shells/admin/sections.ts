import { defineAsyncComponent, type Component } from 'vue'
import type { Role } from '@liandong/shared/access/roles'

/** One section of the admin pages. */
export interface Section {
  /** Stands in the address: `/admin?section=ID`. */
  id: string
  /** Key of its name, in the messages of its own area. */
  label: string
  /** Who is shown it. What each may read and do there is the doors' to say. */
  roles: readonly Role[]
  page: Component
}

/** In the order of the list at the left. A new section is one line here and a page in its feature. */
export const SECTIONS: readonly Section[] = [
  { id: 'people', label: 'people.title', roles: ['sec_admin', 'audit_admin'], page: defineAsyncComponent(() => import('../../features/access/people/PeoplePage.vue')) },
  { id: 'devices', label: 'device.title', roles: ['sys_admin'], page: defineAsyncComponent(() => import('../../features/device/DevicesPage.vue')) },
  { id: 'audit', label: 'audit.title', roles: ['audit_admin'], page: defineAsyncComponent(() => import('../../features/audit/AuditPage.vue')) },
]
