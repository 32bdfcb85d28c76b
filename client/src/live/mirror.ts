import { splitRef, type Ref } from '@liandong/shared/kernel/decider'
import type { Lines } from '@liandong/shared/wire/lines'
import type { ChangesHeader, SnapshotHeader } from '@liandong/shared/wire/messages'
import { addHash, documentHash, EMPTY_HASH, hashText, subtractHash, type StateHash } from '@liandong/shared/wire/stateHash'

/** What the mirror asks for after a message: nothing, what is missing since its position, or everything. */
export type Wish = null | 'changes' | 'snapshot'

/** One consistent picture: the exact text of each document, as hashed by the server. */
interface Picture {
  position: number
  documents: Map<Ref, string>
  hash: StateHash
}

/** A snapshot under way; the old picture stays on screen until the new one is whole and not older. */
interface Arrival extends Picture {
  nextPiece: number
  complete: boolean
  queue: Lines<ChangesHeader>[]
}

const emptyPicture = (position: number): Picture => ({ position, documents: new Map(), hash: EMPTY_HASH })

/**
 * The documents one viewer may see, at one position of one log. Pure: it is handed messages and answers what
 * it still wishes. It never shows an older version after a newer one of the same epoch.
 */
export class Mirror {
  epoch: string | null = null
  /** Whether the last comparison with the server's state hash agreed; null before the first. */
  equal: boolean | null = null
  private shown = emptyPicture(-1)
  private arrival: Arrival | null = null
  private dirty = new Set<Ref>()
  private snapshotShown = false

  /** Position of the picture shown; -1 before the first snapshot. */
  get position(): number {
    return this.shown.position
  }

  get size(): number {
    return this.shown.documents.size
  }

  /** State hash of the picture shown, as the server writes it. */
  get hash(): string {
    return hashText(this.shown.hash)
  }

  /** The exact text of a document, or undefined. */
  text(r: Ref): string | undefined {
    return this.shown.documents.get(r)
  }

  refs(): IterableIterator<Ref> {
    return this.shown.documents.keys()
  }

  /** Position from which changes are wanted: that of a snapshot which is still catching up, else what is shown. */
  get cursor(): number {
    return this.arrival?.complete ? this.arrival.position : this.position
  }

  /** Whether pieces of a snapshot are still to come. */
  get arriving(): boolean {
    return this.arrival !== null && !this.arrival.complete
  }

  /** A new connection: pieces of an interrupted snapshot are void; another epoch is another history. */
  greet(epoch: string): void {
    this.arrival = null
    if (this.epoch !== epoch) this.enterEpoch(epoch)
  }

  /** Gives up a snapshot whose next piece doesn't come. */
  abandonArrival(): void {
    this.arrival = null
  }

  /** One piece of a snapshot. Pieces come in order; a gap asks for a new snapshot. */
  snapshot(message: Lines<SnapshotHeader>): Wish {
    const { epoch, position, piece, last } = message.header
    if (epoch !== this.epoch) this.enterEpoch(epoch)
    if (piece === 0) this.arrival = { ...emptyPicture(position), nextPiece: 0, complete: false, queue: this.arrival?.queue ?? [] }
    const a = this.arrival
    if (!a || a.complete || a.position !== position || a.nextPiece !== piece) {
      this.arrival = null
      return 'snapshot'
    }
    a.nextPiece++
    for (const [r, json] of message.put) put(a, r, json)
    if (!last) return null
    a.complete = true
    const queue = a.queue
    a.queue = []
    let wish: Wish = this.settle()
    for (const m of queue) wish = this.changes(m)
    return wish
  }

  /** Changes between two positions. What was seen already is ignored; a gap asks for what is missing. */
  changes(message: Lines<ChangesHeader>): Wish {
    const a = this.arrival
    if (a && !a.complete) {
      if (message.header.from >= a.position) a.queue.push(message)
      return null
    }
    const target: Picture = a ?? this.shown
    const { from, to, hash } = message.header
    if (to < target.position || (to === target.position && from < to)) return null
    if (target.position < 0) return 'snapshot'
    if (from !== target.position) return 'changes'
    for (const [r, json] of message.put) this.mark(target, r, put(target, r, json))
    for (const r of message.remove) this.mark(target, r, remove(target, r))
    target.position = to
    if (hash !== undefined && hash !== hashText(target.hash)) {
      this.equal = false
      this.arrival = null
      return 'snapshot'
    }
    if (hash !== undefined) this.equal = true
    return this.settle()
  }

  /** Which documents changed since the last call, by kind; `snapshot` when a whole picture was taken over. */
  drain(): { changed: Map<string, Set<string>>; snapshot: boolean } {
    const changed = new Map<string, Set<string>>()
    for (const r of this.dirty) {
      const { kind, id } = splitRef(r)
      let ids = changed.get(kind)
      if (!ids) changed.set(kind, (ids = new Set()))
      ids.add(id)
    }
    const snapshot = this.snapshotShown
    this.dirty.clear()
    this.snapshotShown = false
    return { changed, snapshot }
  }

  /** Empties itself: whoever looked may no longer see any of it. */
  forget(): void {
    this.enterEpoch(null)
  }

  private mark(target: Picture, r: Ref, changed: boolean): void {
    if (changed && target === this.shown) this.dirty.add(r)
  }

  /** Takes a complete snapshot over once it has caught up with what is on screen. */
  private settle(): Wish {
    const a = this.arrival
    if (!a?.complete) return null
    if (a.position < this.shown.position) return null
    for (const [r, json] of a.documents) if (this.shown.documents.get(r) !== json) this.dirty.add(r)
    for (const r of this.shown.documents.keys()) if (!a.documents.has(r)) this.dirty.add(r)
    this.shown = { position: a.position, documents: a.documents, hash: a.hash }
    this.arrival = null
    this.snapshotShown = true
    return null
  }

  private enterEpoch(epoch: string | null): void {
    for (const r of this.shown.documents.keys()) this.dirty.add(r)
    this.epoch = epoch
    this.equal = null
    this.arrival = null
    this.shown = emptyPicture(-1)
    this.snapshotShown = true
  }
}

function put(p: Picture, r: Ref, json: string): boolean {
  const before = p.documents.get(r)
  if (before === json) return false
  if (before !== undefined) p.hash = subtractHash(p.hash, documentHash(r, before))
  p.hash = addHash(p.hash, documentHash(r, json))
  p.documents.set(r, json)
  return true
}

function remove(p: Picture, r: Ref): boolean {
  const before = p.documents.get(r)
  if (before === undefined) return false
  p.hash = subtractHash(p.hash, documentHash(r, before))
  p.documents.delete(r)
  return true
}
