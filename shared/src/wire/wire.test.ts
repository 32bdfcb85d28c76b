import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { putLine, readLines, removeLine } from './lines'
import { Decoder, Encoder, Raw, TRACKS_CODE, type Packet } from './parser'
import { addHash, documentHash, EMPTY_HASH, hashText, subtractHash } from './stateHash'

describe('lines', () => {
  it('carry the exact text of each document, whatever is in it', () => {
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'grapheme' })), (body) => {
      const json = JSON.stringify(body)
      const text = JSON.stringify({ from: 1, to: 2 }) + putLine('incident:i1', json) + removeLine('order:o1')
      expect(readLines(text)).toEqual({ header: { from: 1, to: 2 }, put: [['incident:i1', json]], remove: ['order:o1'] })
    }))
  })
  it('refuse a line they don’t know', () => expect(() => readLines('{}\n?what')).toThrow())
})

describe('the state hash', () => {
  it('doesn’t depend on order, and taking a document out undoes putting it in', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 20 }), (texts) => {
      const hashes = texts.map((t, i) => documentHash(`incident:${i}`, t))
      const all = hashes.reduce(addHash, EMPTY_HASH)
      expect([...hashes].reverse().reduce(addHash, EMPTY_HASH)).toEqual(all)
      expect(hashes.reduce(subtractHash, all)).toEqual(EMPTY_HASH)
    }))
  })
  it('differs for another id, another text and one changed character', () => {
    const seen = new Set([['incident:1', 'abc'], ['incident:2', 'abc'], ['incident:1', 'abd'], ['incident:1a', 'bc']].map(([r, t]) => hashText(documentHash(r as 'incident:1', t!))))
    expect(seen.size).toBe(4)
  })
})

describe('the parser', () => {
  const decode = (frame: unknown): Packet => {
    let out: Packet | null = null
    const d = new Decoder()
    d.on('decoded', (p) => (out = p as Packet))
    d.add(frame)
    return out!
  }
  it('makes one frame of every packet', () => {
    const e = new Encoder()
    const packets: Packet[] = [
      { type: 0, nsp: '/', data: { v: 1 } }, { type: 2, nsp: '/', data: ['hello', { at: 1 }] }, { type: 2, nsp: '/', id: 12, data: ['command', { a: '中' }] },
      { type: 3, nsp: '/', id: 12, data: [{ ok: true }] }, { type: 4, nsp: '/', data: { message: 'wrong-version' } }, { type: 1, nsp: '/' },
    ]
    for (const p of packets) {
      const frames = e.encode(p)
      expect(frames).toHaveLength(1)
      expect(decode(frames[0])).toEqual(p)
    }
  })
  it('passes ready-made text and track frames through untouched', () => {
    const e = new Encoder()
    expect(decode(e.encode({ type: 2, nsp: '/', data: ['changes', new Raw('{"from":1}\n+a:1\t{}')] })[0]).data).toEqual(['changes', '{"from":1}\n+a:1\t{}'])
    const bytes = new Uint8Array([TRACKS_CODE, 1, 2])
    expect(e.encode({ type: 2, nsp: '/', data: ['tracks', bytes] })).toEqual([bytes])
    expect(decode(bytes).data).toEqual(['tracks', bytes])
  })
  it.each(['', '9', '2', '2{"a":1}', '2["connect"]', '2[1]', '3["a"]', '2#changes', '51-["a"]', '2["a"', new Uint8Array([1, 2])])('refuses %j', (frame) => {
    expect(() => decode(frame)).toThrow()
  })
})
