import { MASKS, type Mask, type Ref } from '@liandong/shared/kernel/decider'
import { addHash, documentHash, EMPTY_HASH, hashText } from '@liandong/shared/wire/stateHash'
import type { Change, Documents } from '../../../server/src/engine/documents'
import type { Database } from '../../../server/src/platform/postgres'

/** What a document read from a position on, or null when it was gone. */
interface Version {
  position: number
  text: string | null
}

/** Everything one mask was entitled to in one epoch, whichever node told it. */
interface Annals {
  versions: Map<Ref, Version[]>
  /** What a sweep or an opening has let go of: nodes do that each in its own time, so a picture may hold it or not. */
  over: Set<Ref>
  /** Pictures already found right, as `position hash`. */
  right: Set<string>
}

/**
 * What stood at every position of the log, told by any number of nodes over it, each in its own steps: the truth that viewers are
 * held against. Nothing here goes through audiences, lines or sockets.
 */
export class Chronicle {
  private readonly annals = new Map<string, Annals>()

  /** `fault` is told when two nodes say different things of one position. */
  constructor(private readonly fault: (what: string) => void = () => undefined) {}

  private of(epoch: string, mask: Mask): Annals {
    const key = `${epoch} ${mask}`
    let a = this.annals.get(key)
    if (!a) this.annals.set(key, (a = { versions: new Map(), over: new Set(), right: new Set() }))
    return a
  }

  /** A node has opened at this position. Answers what it holds otherwise than it stood there before, under each mask. */
  opened(epoch: string, position: number, documents: Documents): string[] {
    const faults: string[] = []
    for (const mask of MASKS) {
      const a = this.of(epoch, mask)
      const isNew = a.versions.size === 0
      const now = new Map<Ref, string>()
      for (const [ref, d] of documents.entries()) if (d.texts[mask] !== null) now.set(ref, d.texts[mask])
      for (const [ref, text] of now) {
        if (isNew) put(a, ref, { position, text })
        else if (at(a, ref, position) !== text && !a.over.has(ref)) faults.push(`${ref} opened at ${position} as it never stood for ${mask}`)
      }
      for (const ref of a.versions.keys()) if (!now.has(ref) && at(a, ref, position) !== null && !a.over.has(ref)) faults.push(`${ref} is missing at the opening at ${position} for ${mask}`)
    }
    return faults
  }

  /** A node's documents have changed. Other nodes tell the same again, perhaps in other steps. */
  changed(epoch: string, c: Change): void {
    for (const mask of MASKS) {
      const a = this.of(epoch, mask)
      for (const d of c.documents) {
        if (c.from === c.to) a.over.add(d.ref)
        const version = { position: c.to, text: d.after?.texts[mask] ?? null }
        if (!put(a, d.ref, version)) this.fault(`two nodes say different things of ${d.ref} at ${c.to} for ${mask}`)
      }
      if (c.from === c.to) a.right.clear()
    }
  }

  /** These are over: a picture may hold them or not from now on. */
  letGo(epoch: string, refs: readonly Ref[]): void {
    for (const mask of MASKS) for (const ref of refs) this.of(epoch, mask).over.add(ref)
  }

  /** Whether this picture stood at this position. What is over may be in it or not. */
  stood(epoch: string, mask: Mask, position: number, hash: string, picture: { refs(): Iterable<Ref>; text(r: Ref): string | undefined }): boolean {
    const a = this.of(epoch, mask)
    const key = `${position} ${hash}`
    if (a.right.has(key)) return true
    for (const ref of a.versions.keys()) if (!a.over.has(ref) && at(a, ref, position) !== (picture.text(ref) ?? null)) return false
    for (const ref of picture.refs()) if (!a.versions.has(ref)) return false
    a.right.add(key)
    return true
  }

  /** The first position from `from` on at which a document came to this text, or null. */
  turnOf(epoch: string, mask: Mask, ref: Ref, text: string, from: number): number | null {
    return this.of(epoch, mask).versions.get(ref)?.find((v) => v.position >= from && v.text === text)?.position ?? null
  }
}

/** Notes a version in its place; false when another one stands there, and it isn't over. */
function put(a: Annals, ref: Ref, v: Version): boolean {
  let all = a.versions.get(ref)
  if (!all) a.versions.set(ref, (all = []))
  const before = all.findLastIndex((x) => x.position <= v.position)
  if (all[before]?.position === v.position) return a.over.has(ref) || all[before].text === v.text
  all.splice(before + 1, 0, v)
  return true
}

const at = (a: Annals, ref: Ref, position: number): string | null => a.versions.get(ref)?.findLast((v) => v.position <= position)?.text ?? null

/** What the database says is over at an instant: a node that opens then doesn't load it. */
export async function retired(db: Database, now: number): Promise<Ref[]> {
  const { rows } = await db.pool.query<{ kind: string; id: string }>('select kind, id from state where retire_at <= $1', [Math.round(now)])
  return rows.map((r): Ref => `${r.kind}:${r.id}`)
}

/** The state hash a viewer with this mask must come to, from a node's documents. */
export function pictureHash(documents: Documents, mask: Mask): string {
  let hash = EMPTY_HASH
  for (const [ref, d] of documents.entries()) if (d.texts[mask] !== null) hash = addHash(hash, documentHash(ref, d.texts[mask]))
  return hashText(hash)
}

/** Documents that two nodes hold differently under a mask. */
export function differing(a: Documents, b: Documents, mask: Mask): Ref[] {
  const [x, y] = [a, b].map((all) => new Map([...all.entries()].map(([ref, d]) => [ref, d.texts[mask]])))
  return [...new Set([...x!.keys(), ...y!.keys()])].filter((r) => (x!.get(r) ?? null) !== (y!.get(r) ?? null))
}
