import { splitRef, type Ref } from '@liandong/shared/kernel/decider'
import type { readLines } from '@liandong/shared/wire/lines'
import type { Hello } from '@liandong/shared/wire/messages'
import { isFor, isNoWider, lookerOf, maskOfColumn, WALL, wrongFields, type Looker, type Truth } from './truth'
import type { Watcher } from './watcher'

export type Lines<H> = ReturnType<typeof readLines<H>>

/** A frame is made up to a tick and a wake-up after what it shows; a unit that left may be in it for so long. */
const FRAME_LATE_MS = 2000
const JUDGED_AFTER_MS = 300
const LISTED = 20

interface Waiting { position: number; check(): void }

/** Holds every message every screen received against what its person may see at that position. */
export class Checker {
  messages = 0
  documentsChecked = 0
  leaked = 0
  readonly leaks: string[] = []
  private waiting: Waiting[] = []
  /** When the truth stood where: monotonic ms and position. */
  private readonly stood: [number, number][] = []
  private readonly hellos = new Map<Watcher, { position: number; mask: string }>()

  constructor(readonly truth: Truth) {}

  counted(): void {
    this.messages++
  }

  private leak(w: Watcher, what: string): void {
    this.leaked++
    if (this.leaks.length < LISTED) this.leaks.push(`${w.o.person} (${w.o.mask}): ${what}`)
  }

  /** The truth has read on; what waited for it is checked. */
  caughtUp(): void {
    this.stood.push([performance.now(), this.truth.position])
    if (this.stood.length > 4000) this.stood.splice(0, 2000)
    const [ready, later] = [this.waiting.filter((x) => x.position <= this.truth.position), this.waiting.filter((x) => x.position > this.truth.position)]
    this.waiting = later
    for (const x of ready) x.check()
  }

  get unchecked(): number {
    return this.waiting.length
  }

  private when(position: number, check: () => void): void {
    if (position <= this.truth.position) check()
    else this.waiting.push({ position, check })
  }

  lookerAt(w: Watcher, position: number): Looker | null {
    return w.o.person === 'wall' ? WALL : lookerOf(this.truth.person(w.o.person, position))
  }

  greeted(w: Watcher, h: Hello): void {
    this.messages++
    this.hellos.set(w, { position: h.position, mask: h.mask })
    this.when(h.position, () => {
      const l = this.lookerAt(w, h.position)
      if (!l) return this.leak(w, 'greeted, though it may have no picture')
      if (!isNoWider(h.mask, maskOfColumn(l.column))) this.leak(w, `given the mask ${h.mask}, wider than its own`)
      for (const g of h.groups) if (!ownsGroup(l, g)) this.leak(w, `given the group ${g}`)
    })
  }

  /** It was given other rights and no other picture. */
  kept(w: Watcher): void {
    this.leak(w, 'keeps its picture though its rights are others')
  }

  /** Documents put and removed at a position. Rights are those of the newest greeting, or of the message where that is newer. */
  documents(w: Watcher, position: number, put: readonly (readonly [Ref, string])[], remove: readonly Ref[]): void {
    this.messages++
    const hello = this.hellos.get(w)
    if (!hello) return this.leak(w, 'documents before any greeting')
    const { mask } = hello
    const since = Math.max(position, hello.position)
    this.when(since, () => {
      const l = this.lookerAt(w, since)
      if (!l && put.length + remove.length > 0) return this.leak(w, 'documents, though it may have no picture')
      if (l) for (const [ref, text] of put) this.one(w, l, mask, ref, text, position)
      if (l) for (const ref of remove) if (!this.truth.everFor(l, ref, position)) this.leak(w, `is told that ${ref} is gone, which never was for it`)
    })
  }

  private one(w: Watcher, l: Looker, mask: string, ref: Ref, text: string, position: number): void {
    this.documentsChecked++
    const { kind } = splitRef(ref)
    const state = this.truth.at(ref, position)
    if (!isFor(l, kind, state)) return this.leak(w, `${ref} at ${position}`)
    const wrong = wrongFields(l, mask, kind, state!, JSON.parse(text) as Record<string, unknown>)
    if (wrong) this.leak(w, `${ref} at ${position}: ${wrong}`)
  }

  /** Units a frame names. A frame carries no position: a unit must be or lately have been its viewer's. */
  tracks(w: Watcher, group: string | null, units: readonly (string | undefined)[]): void {
    this.messages++
    const at = performance.now()
    if (group === null) return this.leak(w, 'a frame of a group it was never shown whole')
    const greeting = this.hellos.get(w)?.position ?? 0
    // Judged a little later, when the truth has surely read what the frame was made of.
    setTimeout(() => {
      const from = this.stoodAt(at - FRAME_LATE_MS)
      const to = this.truth.position
      const greeted = this.lookerAt(w, greeting)
      if (!greeted || !ownsGroup(greeted, group) || !this.lookersWithin(w, from, to).some((l) => ownsGroup(l, group))) return this.leak(w, `a frame of the group ${group}`)
      for (const u of units) {
        this.documentsChecked++
        if (u === undefined) this.leak(w, `a frame of ${group} moves a unit nobody introduced`)
        else if (!this.truth.forWithin(greeted, `unit:${u}`, from, to)) this.leak(w, `the position of ${u} in ${group}`)
      }
    }, JUDGED_AFTER_MS).unref()
  }

  /** What somebody might have seen at any time between two positions. */
  private lookersWithin(w: Watcher, from: number, to: number): Looker[] {
    const then = (this.truth.versions.get(`person:${w.o.person}`) ?? []).filter((v) => v.position > from && v.position <= to).map((v) => v.position)
    return [from, ...then].flatMap((at) => this.lookerAt(w, at) ?? [])
  }

  private stoodAt(ms: number): number {
    for (let i = this.stood.length - 1; i >= 0; i--) if (this.stood[i]![0] <= ms) return this.stood[i]![1]
    return 0
  }

  /** What a screen that has caught up holds and should not, or should hold and does not. */
  unequal(w: Watcher): string[] {
    const l = this.lookerAt(w, this.truth.position)
    const mask = this.hellos.get(w)?.mask ?? w.o.mask
    const out: string[] = []
    for (const ref of l ? this.truth.versions.keys() : []) {
      const { kind } = splitRef(ref)
      const state = this.truth.at(ref, w.position)
      const [should, has] = [isFor(l!, kind, state), w.docs.get(ref)]
      if (should && has === undefined) out.push(`misses ${ref}`)
      if (!should && has !== undefined) out.push(`holds ${ref}`)
      const wrong = should && has !== undefined ? wrongFields(l!, mask, kind, state!, JSON.parse(has) as Record<string, unknown>) : null
      if (wrong) out.push(`${ref}: ${wrong}`)
    }
    if (!l && w.docs.size > 0) out.push(`holds ${w.docs.size} documents and may have none`)
    return out.map((o) => `${w.o.person} (${w.o.mask}) ${o}`)
  }
}

/** Groups of positions by hand: everybody's for the district; for a part, those of its own organisations and areas. */
function ownsGroup(l: Looker, group: string): boolean {
  const { kind, id } = splitRef(group as Ref)
  if (!['liai', 'town', 'grid'].includes(l.column)) return group === 'all'
  return (kind === 'org' && l.orgs.has(id)) || (kind === 'area' && l.areas.has(id))
}
