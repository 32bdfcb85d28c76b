import type { Viewer } from '@liandong/shared/access/viewer'
import type { Change, DocumentChange, Documents } from '../engine/documents'
import { Audience } from './audience'

/**
 * All audiences, and for a changed document those it may concern: whoever sees all of its kind, and whoever has one of its tags. A
 * change costs as many looks as there are audiences that may see it, however many others there are.
 */
export class Audiences implements Iterable<Audience> {
  private readonly byKey = new Map<string, Audience>()
  private readonly byKind = new Map<string, Audience[]>()
  private readonly byTag = new Map<string, Audience[]>()

  constructor(private readonly documents: Documents, private readonly position: () => number) {}

  /** The audience of a viewer, made when its first one comes. */
  of(viewer: Viewer): Audience {
    const known = this.byKey.get(viewer.key)
    if (known) return known
    const a = new Audience(viewer, this.documents, this.position())
    this.byKey.set(viewer.key, a)
    this.index(a)
    return a
  }

  /** Takes in a change; answers whether anybody has something to hear. */
  take(c: Change): boolean {
    let any = false
    for (const d of c.documents) {
      for (const a of this.concerned(d)) {
        a.take(d)
        any ||= a.hasPending
      }
    }
    return any
  }

  /** Lets go of an audience that nobody is in any more. */
  drop(a: Audience): void {
    this.byKey.delete(a.viewer.key)
    for (const index of [this.byKind, this.byTag]) {
      for (const [key, of] of index) {
        const at = of.indexOf(a)
        if (at >= 0) of.splice(at, 1)
        if (of.length === 0) index.delete(key)
      }
    }
  }

  [Symbol.iterator](): Iterator<Audience> {
    return this.byKey.values()
  }

  private concerned(d: DocumentChange): Iterable<Audience> {
    const all = this.byKind.get(d.ref.slice(0, d.ref.indexOf(':'))) ?? []
    const tags = new Set([...(d.before?.tags ?? []), ...(d.after?.tags ?? [])])
    let more: Set<Audience> | undefined
    for (const t of tags) for (const a of this.byTag.get(t) ?? []) (more ??= new Set(all)).add(a)
    return more ?? all
  }

  private index(a: Audience): void {
    const add = (index: Map<string, Audience[]>, key: string) => {
      const of = index.get(key)
      if (of) of.push(a)
      else index.set(key, [a])
    }
    for (const kind of a.viewer.kinds('all')) add(this.byKind, kind)
    for (const tag of a.viewer.scope) add(this.byTag, tag)
  }
}
