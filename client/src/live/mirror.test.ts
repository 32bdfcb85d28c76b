import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ref } from '@liandong/shared/kernel/decider'
import type { Lines } from '@liandong/shared/wire/lines'
import type { ChangesHeader, SnapshotHeader } from '@liandong/shared/wire/messages'
import { addHash, documentHash, EMPTY_HASH, hashText, type StateHash } from '@liandong/shared/wire/stateHash'
import { Mirror, type Wish } from './mirror'

const snapshotPiece = (position: number, put: [Ref, string][], piece = 0, last = true, epoch = 'e1'): Lines<SnapshotHeader> =>
  ({ header: { epoch, position, piece, last }, put, remove: [] })
const changes = (from: number, to: number, put: [Ref, string][] = [], remove: Ref[] = [], hash?: string): Lines<ChangesHeader> =>
  ({ header: { from, to, at: 0, rate: 1, ...(hash === undefined ? {} : { hash }) }, put, remove })
const hashOf = (documents: Iterable<[Ref, string]>) => {
  let h: StateHash = EMPTY_HASH
  for (const [r, json] of documents) h = addHash(h, documentHash(r, json))
  return hashText(h)
}

describe('Mirror', () => {
  const filled = () => {
    const m = new Mirror()
    m.greet('e1')
    expect(m.snapshot(snapshotPiece(5, [['a:1', '1'], ['a:2', '2']]))).toBeNull()
    m.drain()
    return m
  }

  it('takes a snapshot over only when it is whole', () => {
    const m = filled()
    m.snapshot(snapshotPiece(9, [['a:1', '9']], 0, false))
    expect(m.text('a:1')).toBe('1')
    m.snapshot(snapshotPiece(9, [['b:1', '9']], 1, true))
    expect([m.text('a:1'), m.text('a:2'), m.text('b:1')]).toEqual(['9', undefined, '9'])
    const { changed, snapshot } = m.drain()
    expect(snapshot).toBe(true)
    expect([...changed.get('a')!].sort()).toEqual(['1', '2'])
  })

  it('applies changes in order, ignores what it had and asks for what is missing', () => {
    const m = filled()
    expect(m.changes(changes(5, 7, [['a:1', 'x']]))).toBeNull()
    expect(m.changes(changes(5, 7, [['a:1', 'old']]))).toBeNull()
    expect(m.text('a:1')).toBe('x')
    expect(m.changes(changes(9, 10))).toBe('changes')
    expect(m.position).toBe(7)
  })

  it('applies a retirement sweep at its own position', () => {
    const m = filled()
    expect(m.changes(changes(5, 5, [], ['a:2'], hashOf([['a:1', '1']])))).toBeNull()
    expect(m.text('a:2')).toBeUndefined()
    expect(m.equal).toBe(true)
  })

  it('asks for a snapshot when the hashes disagree', () => {
    const m = filled()
    expect(m.changes(changes(5, 6, [['a:1', 'x']], [], 'ffff'))).toBe('snapshot')
    expect(m.equal).toBe(false)
  })

  it('queues changes while a snapshot arrives', () => {
    const m = new Mirror()
    m.greet('e1')
    m.snapshot(snapshotPiece(5, [['a:1', '1']], 0, false))
    m.changes(changes(5, 6, [['a:2', '6']]))
    m.snapshot(snapshotPiece(5, [['a:2', '2']], 1, true))
    expect([m.position, m.text('a:2')]).toEqual([6, '6'])
  })

  it('holds an older snapshot back until it has caught up', () => {
    const m = filled()
    m.changes(changes(5, 8, [['a:1', '8']]))
    m.snapshot(snapshotPiece(6, [['a:1', '6']]))
    expect([m.position, m.cursor, m.text('a:1')]).toEqual([8, 6, '8'])
    m.changes(changes(6, 9, [['a:1', '9']]))
    expect([m.position, m.text('a:1')]).toEqual([9, '9'])
  })

  it('empties itself for another epoch', () => {
    const m = filled()
    m.greet('e2')
    expect([m.size, m.position, m.equal]).toEqual([0, -1, null])
  })
})

/** A server's history of numbered versions, and the messages it would answer with. */
class History {
  readonly states: Map<Ref, string>[] = [new Map()]
  step(key: number, removal: boolean): void {
    const next = new Map(this.states.at(-1))
    const r = `doc:${key}` as Ref
    if (removal) next.delete(r)
    else next.set(r, JSON.stringify({ v: this.states.length }))
    this.states.push(next)
  }
  get head(): number {
    return this.states.length - 1
  }
  since(from: number, to = this.head): Lines<ChangesHeader> {
    const before = this.states[from]!
    const after = this.states[to]!
    const put = [...after].filter(([r, json]) => before.get(r) !== json)
    return changes(from, to, put, [...before.keys()].filter((r) => !after.has(r)), hashOf(after))
  }
  snapshot(at: number): Lines<SnapshotHeader>[] {
    const all = [...this.states[at]!]
    const half = Math.ceil(all.length / 2)
    return [snapshotPiece(at, all.slice(0, half), 0, false), snapshotPiece(at, all.slice(half), 1, true)]
  }
}

type Message = { s: Lines<SnapshotHeader> } | { c: Lines<ChangesHeader> }

it('ends equal to the server whatever is dropped, doubled or swapped, and never goes back', () => {
  const fate = fc.constantFrom('keep', 'keep', 'keep', 'drop', 'double', 'swap')
  const step = fc.record({ key: fc.nat(6), removal: fc.boolean(), fate, lag: fc.nat(3) })
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
    const history = new History()
    const mirror = new Mirror()
    mirror.greet('e1')
    let inFlight: Message[] = history.snapshot(0).map((s) => ({ s }))
    let newest = -1
    const versions = new Map<string, number>()

    const deliver = (m: Message): Wish => {
      const wish = 's' in m ? mirror.snapshot(m.s) : mirror.changes(m.c)
      expect(mirror.position).toBeGreaterThanOrEqual(newest)
      newest = mirror.position
      for (const r of mirror.refs()) {
        const v = (JSON.parse(mirror.text(r)!) as { v: number }).v
        expect(v).toBeGreaterThanOrEqual(versions.get(r) ?? 0)
        versions.set(r, v)
      }
      return wish
    }
    const answer = (wish: Wish, lag: number): Message[] => {
      if (wish === null) return []
      if (wish === 'changes' && mirror.cursor >= 0) return [{ c: history.since(mirror.cursor) }]
      return history.snapshot(Math.max(0, history.head - lag)).map((s) => ({ s }))
    }

    for (const s of steps) {
      const from = history.head
      history.step(s.key, s.removal)
      inFlight.push({ c: history.since(from) })
      if (s.fate === 'drop') inFlight.shift()
      if (s.fate === 'swap') inFlight.reverse()
      if (s.fate === 'double' && inFlight[0]) inFlight.push(inFlight[0])
      const m = inFlight.shift()
      if (m) inFlight.push(...answer(deliver(m), s.lag))
      if (mirror.arriving && s.fate === 'drop') mirror.abandonArrival()
    }
    // The line calms down: heartbeats go on, and a stuck snapshot is given up after its time.
    for (let beat = 0; beat < 6; beat++) {
      while (inFlight.length > 0) deliver(inFlight.shift()!)
      if (mirror.arriving) mirror.abandonArrival()
      inFlight.push(...answer(deliver({ c: history.since(history.head) }), 0))
    }
    expect(mirror.hash).toBe(hashOf(history.states[history.head]!))
    expect(mirror.equal).toBe(true)
  }), { numRuns: 400, seed: 20261123 })
})
