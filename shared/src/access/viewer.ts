import type { Mask, StateReader } from '../kernel/decider'
import type { PersonState } from '../person/contract'
import { reachOf, SEE, type Reach } from './policy'
import { maskOf, type Role } from './roles'
import { scopeOf } from './scope'

/** Who looks: which fields (mask), which kinds and which of them. Two viewers with the same key see the same. */
export interface Viewer {
  readonly key: string
  readonly mask: Mask
  readonly roles: readonly Role[]
  /** The tags of what is its own. */
  readonly scope: ReadonlySet<string>
  /** Whether it may see a kind, and all of it or its own. */
  reach(kind: string): Reach | null
  /** The kinds it sees with a reach. */
  kinds(reach: Reach): string[]
}

function viewer(mask: Mask, roles: readonly Role[], scope: readonly string[]): Viewer {
  const reaches = new Map(Object.keys(SEE).map((kind) => [kind, reachOf(SEE[kind], roles)] as const))
  const own = [...roles].sort()
  return {
    key: `${mask}|${own.join('+')}|${scope.join(',')}`, mask, roles: own, scope: new Set(scope), reach: (kind) => reaches.get(kind) ?? null,
    kinds: (reach) => [...reaches].flatMap(([kind, r]) => (r === reach ? [kind] : [])),
  }
}

/** A person as a viewer, or null when it has no live picture. */
export function viewerOf(read: StateReader, p: PersonState, asked?: Mask): Viewer | null {
  const mask = p.active ? maskOf(p.roles) : null
  return mask === null ? null : viewer(asked ?? mask, p.roles, scopeOf(read, p))
}

/** A wall in a hall: everything a wall may show. */
export const wallViewer = (): Viewer => viewer('wall', ['wall'], [])

/** Whether a document with these tags is for a viewer. The mask decides apart from it which fields. */
export function maySee(v: Viewer, kind: string, tags: readonly string[]): boolean {
  const reach = v.reach(kind)
  return reach === 'all' || (reach === 'scope' && tags.some((t) => v.scope.has(t)))
}
