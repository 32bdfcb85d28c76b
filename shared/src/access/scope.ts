import type { AreaState } from '../area/contract'
import type { OrganisationState } from '../org/contract'
import type { Role } from './roles'
import type { StateReader } from '../kernel/decider'

/** The part of the district somebody works in. */
export interface ScopeOwner {
  roles: readonly Role[]
  orgId?: string | undefined
  areaIds: readonly string[]
}

/** An id and everything under it, by `parent`. */
function under(read: StateReader, kind: 'organisation' | 'area', roots: readonly string[]): string[] {
  const children = new Map<string, string[]>()
  for (const s of read.all<OrganisationState | AreaState>(kind)) {
    if (s.parent === undefined) continue
    const siblings = children.get(s.parent)
    if (siblings) siblings.push(s.id)
    else children.set(s.parent, [s.id])
  }
  const found = new Set<string>()
  // A register may hold a circle by mistake; whoever was found once is not asked again.
  for (const wait = [...roots]; wait.length > 0;) {
    const id = wait.pop()!
    if (found.has(id)) continue
    found.add(id)
    wait.push(...(children.get(id) ?? []))
  }
  return [...found]
}

/**
 * The tags a viewer's own documents carry: its organisation and what belongs to it; for townships and grids also their areas and
 * everything in them. Sorted, so that equal scopes are equal texts.
 */
export function scopeOf(read: StateReader, p: ScopeOwner): string[] {
  const tags = p.orgId === undefined ? [] : under(read, 'organisation', [p.orgId]).map((id) => `org:${id}`)
  if (p.roles.includes('township') || p.roles.includes('grid')) tags.push(...under(read, 'area', p.areaIds).map((id) => `area:${id}`))
  return tags.sort()
}
