import { MASKS, type Mask, type Ref } from '@liandong/shared/kernel/decider'
import { addHash, documentHash, EMPTY_HASH, hashText, subtractHash, type StateHash } from '@liandong/shared/wire/stateHash'
import type { Change, Documents } from '../../../server/src/engine/documents'

/** Every picture one mask was ever entitled to, in one epoch. */
interface Pictures {
  texts: Map<Ref, string>
  hash: StateHash
  /** Position → hashes of the pictures that stood there (a sweep changes the picture, not the position). */
  pictures: Map<number, Set<string>>
  /** Document → each text it ever had → the turns at which it had it. */
  turns: Map<Ref, Map<string, number[]>>
  turn: number
}

/**
 * What the server's documents were at every position, kept beside the gateway and not by it: the truth that clients are
 * held against. Nothing here goes through audiences, lines or sockets.
 */
export class History {
  private readonly records = new Map<string, Pictures>()

  private of(epoch: string, mask: Mask): Pictures {
    const key = `${epoch} ${mask}`
    let r = this.records.get(key)
    if (!r) this.records.set(key, (r = { texts: new Map(), hash: EMPTY_HASH, pictures: new Map(), turns: new Map(), turn: 0 }))
    return r
  }

  /** A server has opened at this position. Answers what differs from what stood there before, under each mask. */
  opened(epoch: string, position: number, documents: Documents): string[] {
    const faults: string[] = []
    for (const mask of MASKS) {
      const r = this.of(epoch, mask)
      const known = r.pictures.get(position)
      const now = new Map<Ref, string>()
      for (const [ref, d] of documents.entries()) if (d.texts[mask] !== null) now.set(ref, d.texts[mask])
      for (const ref of [...r.texts.keys()]) if (!now.has(ref)) this.put(r, ref, null)
      for (const [ref, text] of now) this.put(r, ref, text)
      this.note(r, position)
      if (known && !known.has(hashText(r.hash))) faults.push(`opened at ${position} with another picture for ${mask}`)
    }
    return faults
  }

  changed(epoch: string, c: Change): void {
    for (const mask of MASKS) {
      const r = this.of(epoch, mask)
      for (const d of c.documents) this.put(r, d.ref, d.after?.texts[mask] ?? null)
      this.note(r, c.to)
    }
  }

  private put(r: Pictures, ref: Ref, text: string | null): void {
    const before = r.texts.get(ref)
    if (before === text || (before === undefined && text === null)) return
    if (before !== undefined) r.hash = subtractHash(r.hash, documentHash(ref, before))
    if (text === null) return void r.texts.delete(ref)
    r.hash = addHash(r.hash, documentHash(ref, text))
    r.texts.set(ref, text)
    let turns = r.turns.get(ref)
    if (!turns) r.turns.set(ref, (turns = new Map()))
    turns.set(text, [...(turns.get(text) ?? []), ++r.turn])
  }

  private note(r: Pictures, position: number): void {
    const at = r.pictures.get(position)
    if (at) at.add(hashText(r.hash))
    else r.pictures.set(position, new Set([hashText(r.hash)]))
  }

  /** Hash of the newest picture. */
  hash(epoch: string, mask: Mask): string {
    return hashText(this.of(epoch, mask).hash)
  }

  /** Documents in which the newest picture differs from another history's newest. */
  differences(other: History, epoch: string, mask: Mask): Ref[] {
    const [a, b] = [this.of(epoch, mask).texts, other.of(epoch, mask).texts]
    return [...new Set([...a.keys(), ...b.keys()])].filter((r) => a.get(r) !== b.get(r))
  }

  /** Whether this picture ever stood at this position. */
  stood(epoch: string, mask: Mask, position: number, hash: string): boolean {
    return this.of(epoch, mask).pictures.get(position)?.has(hash) ?? false
  }

  /** The first turn from `from` on at which a document had this text, or null. */
  turnOf(epoch: string, mask: Mask, ref: Ref, text: string, from: number): number | null {
    return this.of(epoch, mask).turns.get(ref)?.get(text)?.find((t) => t >= from) ?? null
  }
}
