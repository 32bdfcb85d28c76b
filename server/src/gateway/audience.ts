import { maySee, type Viewer } from '@liandong/shared/access/viewer'
import type { Ref } from '@liandong/shared/kernel/decider'
import { addHash, documentHash, EMPTY_HASH, hashText, subtractHash, type StateHash } from '@liandong/shared/wire/stateHash'
import { putLine, removeLine } from '@liandong/shared/wire/lines'
import type { ChangesHeader, SnapshotHeader } from '@liandong/shared/wire/messages'
import type { Document, DocumentChange, Documents } from '../engine/documents'

/** Snapshots travel in pieces of at most this many bytes, so that with the header they stay under 64 KiB. */
const PIECE = 60_000
/** A cached snapshot serves everybody who comes within this time. */
const SNAPSHOT_AGE_MS = 500

export type HeaderFields = Pick<ChangesHeader, 'at' | 'rate' | 'unrecorded'>

/**
 * Everybody who sees the same: same mask, roles and scope. What they may see is encoded once per mask; changes join those
 * bytes by tag, once for all of them. `sent` is the position up to which everybody in the room has heard.
 */
export class Audience {
  readonly room: string
  sent: number
  /** How often the whole picture was encoded. */
  encoded = 0
  private hash: StateHash = EMPTY_HASH
  private readonly pending = new Map<Ref, { before: string | null; after: string | null }>()
  private cached: { at: number; position: number; pieces: string[] } | null = null

  constructor(readonly viewer: Viewer, private readonly documents: Documents, position: number) {
    this.room = `audience:${viewer.key}`
    this.sent = position
    for (const [r, d] of documents.entries()) {
      const text = this.sees(r, d)
      if (text !== null) this.hash = addHash(this.hash, documentHash(r, text))
    }
  }

  /** The document's text for this audience, or null where it may not see it. */
  sees(r: Ref, d: Document | null): string | null {
    return d && maySee(this.viewer, r.slice(0, r.indexOf(':')), d.tags) ? d.texts[this.viewer.mask] : null
  }

  /** Takes in a document's change, as far as it is for this audience. */
  take(d: DocumentChange): void {
    const before = this.sees(d.ref, d.before)
    const after = this.sees(d.ref, d.after)
    if (before === after) return
    if (before !== null) this.hash = subtractHash(this.hash, documentHash(d.ref, before))
    if (after !== null) this.hash = addHash(this.hash, documentHash(d.ref, after))
    const first = this.pending.get(d.ref)
    this.pending.set(d.ref, { before: first ? first.before : before, after })
  }

  get hasPending(): boolean {
    return this.pending.size > 0
  }

  /** The message that brings everybody to `to`; with the state hash when asked for. */
  flush(to: number, fields: HeaderFields, withHash: boolean): string {
    const header: ChangesHeader = { from: this.sent, to, ...fields, ...(withHash ? { hash: hashText(this.hash) } : {}) }
    const lines = [...this.pending].filter(([, p]) => p.before !== p.after).map(([r, p]) => line(r, p.after))
    this.pending.clear()
    this.sent = to
    return JSON.stringify(header) + lines.join('')
  }

  /** What somebody at `position` misses, or null when only a snapshot helps. Call right after a flush. */
  since(position: number, fields: HeaderFields): string | null {
    if (position > this.sent) return null
    const changes = this.documents.since(position)
    if (!changes) return null
    const touched = new Map<Ref, boolean>()
    for (const c of changes) {
      for (const d of c.documents) touched.set(d.ref, touched.get(d.ref) || this.mayHold(d.ref, d.before) || this.mayHold(d.ref, d.after))
    }
    const header: ChangesHeader = { from: position, to: this.sent, ...fields, hash: hashText(this.hash) }
    let lines = ''
    for (const [r, held] of touched) {
      const text = this.sees(r, this.documents.get(r))
      // A removal of what it may never have had does no harm.
      if (text !== null || held) lines += line(r, text)
    }
    return JSON.stringify(header) + lines
  }

  private mayHold(r: Ref, tags: readonly string[] | null): boolean {
    return tags !== null && maySee(this.viewer, r.slice(0, r.indexOf(':')), tags)
  }

  /** The whole picture in pieces, and the changes since it was encoded. Call right after a flush. */
  snapshot(epoch: string, fields: HeaderFields, monotonicMs: number): { pieces: string[]; changes: string | null } {
    if (this.cached && monotonicMs - this.cached.at <= SNAPSHOT_AGE_MS) {
      // Asked even at the same position: a sweep lets go without moving it.
      const changes = this.since(this.cached.position, fields)
      if (changes !== null) return { pieces: this.cached.pieces, changes }
    }
    this.cached = { at: monotonicMs, position: this.sent, pieces: this.encode(epoch) }
    return { pieces: this.cached.pieces, changes: null }
  }

  private encode(epoch: string): string[] {
    this.encoded++
    const bodies: string[] = []
    let body = ''
    let bytes = 0
    for (const [r, d] of this.documents.entries()) {
      const text = this.sees(r, d)
      if (text === null) continue
      const next = putLine(r, text)
      const more = Buffer.byteLength(next)
      if (bytes > 0 && bytes + more > PIECE) {
        bodies.push(body)
        body = ''
        bytes = 0
      }
      body += next
      bytes += more
    }
    bodies.push(body)
    return bodies.map((b, piece) => {
      const header: SnapshotHeader = { epoch, position: this.sent, piece, last: piece === bodies.length - 1 }
      return JSON.stringify(header) + b
    })
  }
}

const line = (r: Ref, text: string | null): string => (text === null ? removeLine(r) : putLine(r, text))
