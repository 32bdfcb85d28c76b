import { MASKS, type Instant, type Kind, type Mask, type Ref } from '@liandong/shared/kernel/decider'
import type { Committed, Touched } from './types'

/** One document: by which labels it may be seen, and its text under each mask (null: that mask never sees it). */
export interface Document {
  tags: readonly string[]
  texts: Readonly<Record<Mask, string | null>>
}

/** Encodes a state under each mask when first asked, once: a mask nobody watches costs nothing. States never change. */
class Texts {
  private readonly made: Partial<Record<Mask, string | null>> = {}

  constructor(private readonly kind: Kind, private readonly state: unknown) {}

  under(mask: Mask): string | null {
    const known = this.made[mask]
    if (known !== undefined) return known
    const shown = this.kind.document(this.state, mask)
    return (this.made[mask] = shown && JSON.stringify(shown))
  }
}
// One getter a mask, so that a text is asked for by its mask's name wherever it was made.
for (const mask of MASKS) Object.defineProperty(Texts.prototype, mask, { get(this: Texts) { return this.under(mask) } })

const textsOf = (kind: Kind, state: unknown) => new Texts(kind, state) as unknown as Readonly<Record<Mask, string | null>>
const sameForAll = (text: string): Record<Mask, string> => Object.fromEntries(MASKS.map((m) => [m, text])) as Record<Mask, string>

/** A document before and after. */
export interface DocumentChange {
  ref: Ref
  before: Document | null
  after: Document | null
}

/** Changes from one position to the next. A sweep has `from` = `to`: it only lets go of what is over. */
export interface Change {
  from: number
  to: number
  at: Instant
  documents: DocumentChange[]
}

/**
 * What is kept of a change for clients that come back: who may have seen a document before and after it. Its text is asked of the
 * document as it stands, so that ten thousand changes of long texts hold no text at all.
 */
export interface PastChange {
  from: number
  to: number
  documents: { ref: Ref; before: readonly string[] | null; after: readonly string[] | null }[]
}

/** The last changes kept for clients that come back. */
const RING = 10_000

/**
 * The working set as documents, encoded once per mask, and the ring of changes. Closed things leave it when
 * their kind says so; older things are read over HTTP.
 */
export class Documents {
  private readonly docs = new Map<Ref, Document>()
  private readonly retire = new Map<Ref, Instant>()
  private ring: PastChange[] = []
  /** Where the ring begins: at the loaded states, later at its oldest change. Who left off before needs a whole picture. */
  private floor = 0
  private readonly listeners = new Set<(c: Change) => void>()

  constructor(private readonly kinds: ReadonlyMap<string, Kind>) {}

  /** Takes in a loaded state without telling anybody. */
  load(kind: string, id: string, state: unknown): void {
    const doc = this.encode(kind, state)
    const r: Ref = `${kind}:${id}`
    if (doc) this.docs.set(r, doc)
    this.noteRetirement(r, kind, state)
  }

  /** Publishes a commit: after it is on disk, never before. */
  publish(c: Committed): void {
    const documents: DocumentChange[] = []
    for (const t of c.touched) {
      const change = this.put(t, c.at)
      if (change) documents.push(change)
    }
    for (const v of c.views) documents.push(this.putView(v.name, v.key, v.body))
    this.tell({ from: c.from, to: c.to, at: c.at, documents })
  }

  /** Lets go of what is over; answers what left, so that memory can let go of it too. */
  sweep(now: Instant, position: number): Ref[] {
    const over = [...this.retire].filter(([, at]) => at <= now).map(([r]) => r)
    if (over.length === 0) return over
    const documents: DocumentChange[] = []
    for (const r of over) {
      const before = this.docs.get(r)
      this.docs.delete(r)
      this.retire.delete(r)
      if (before) documents.push({ ref: r, before, after: null })
    }
    if (documents.length > 0) this.tell({ from: position, to: position, at: now, documents })
    return over
  }

  /** Changes after a position, or null when the ring no longer reaches back to it. */
  since(position: number): PastChange[] | null {
    if (position < this.floor) return null
    // A sweep at the cursor's own position may have been missed; repeating a removal does no harm.
    return this.ring.filter((c) => c.to > position || (c.from === c.to && c.to === position))
  }

  onChange(fn: (c: Change) => void): () => void {
    this.listeners.add(fn)
    return () => this.listeners.delete(fn)
  }

  /** A document as it stands. */
  get(r: Ref): Document | null {
    return this.docs.get(r) ?? null
  }

  entries(): Iterable<[Ref, Document]> {
    return this.docs
  }

  get size(): number {
    return this.docs.size
  }

  /** Begins anew with states as of a position. */
  clear(position: number): void {
    this.floor = position
    this.docs.clear()
    this.retire.clear()
    this.ring = []
  }

  private put(t: Touched, now: Instant): DocumentChange | null {
    const before = this.docs.get(t.ref) ?? null
    // An archive note on something long over must not bring it back to the screens.
    const over = (this.kinds.get(t.kind)?.retireAt?.(t.after ?? {}) ?? Infinity) <= now && !before
    const after = t.after === undefined || over ? null : this.encode(t.kind, t.after)
    if (after) this.docs.set(t.ref, after)
    else this.docs.delete(t.ref)
    this.noteRetirement(t.ref, t.kind, t.after)
    return before || after ? { ref: t.ref, before, after } : null
  }

  private putView(name: string, key: string, body: object | null): DocumentChange {
    const r: Ref = `${name}:${key}`
    const before = this.docs.get(r) ?? null
    const text = body && JSON.stringify(body)
    const after = text ? { tags: [], texts: sameForAll(text) } : null
    if (after) this.docs.set(r, after)
    else this.docs.delete(r)
    return { ref: r, before, after }
  }

  private encode(kind: string, state: unknown): Document | null {
    const k = this.kinds.get(kind)
    return k ? { tags: k.tags(state), texts: textsOf(k, state) } : null
  }

  private noteRetirement(r: Ref, kind: string, state: unknown): void {
    const at = state === undefined ? null : (this.kinds.get(kind)?.retireAt?.(state) ?? null)
    if (at === null) this.retire.delete(r)
    else this.retire.set(r, at)
  }

  private tell(c: Change): void {
    this.ring.push({ from: c.from, to: c.to, documents: c.documents.map(({ ref, before, after }) => ({ ref, before: before && before.tags, after: after && after.tags })) })
    if (this.ring.length > RING * 1.1) {
      this.ring = this.ring.slice(-RING)
      this.floor = this.ring[0]!.from
    }
    for (const fn of this.listeners) fn(c)
  }
}
