import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TrackFrameError } from './trackBytes'
import { TrackDecoder } from './trackDecoder'
import { TrackEncoder, type TrackPoint } from './trackEncoder'
import { fromE5, fromTurn, readTrackFrame, toE5, toTurn } from './trackFrame'
import { TrackTable } from './trackTable'

const T0 = Date.UTC(2026, 10, 23, 8)
const TICK = 250

const point = (unitId: string, over: Partial<TrackPoint> = {}): TrackPoint => ({
  unitId, sourceId: 'gps', lat: toE5(29.08), lon: toE5(119.65), turn: 64, speedKmh: 40, status: 0, at: T0, ...over,
})

function viewer() {
  const table = new TrackTable()
  return { table, decoder: new TrackDecoder(table) }
}

/** What a table holds, by unit. */
function shown(table: TrackTable) {
  const out: Record<string, object> = {}
  table.ids.forEach((id, s) => {
    if (id === undefined) return
    out[id] = {
      lat: toE5(table.lat[s]!), lon: toE5(table.lon[s]!), turn: toTurn(table.heading[s]!), speedKmh: table.speedKmh[s],
      status: table.status[s], sourceId: table.source(s), at: table.at[s],
    }
  })
  return out
}

describe('a track frame', () => {
  it('introduces, moves, repeats and lets go', () => {
    const enc = new TrackEncoder('all', 1)
    const { table, decoder } = viewer()
    decoder.apply(enc.full())
    enc.put(point('e1'))
    expect(decoder.apply(enc.flush(T0, TICK)!)).toEqual({ kind: 'applied', group: 'all' })
    expect(shown(table)).toEqual({ e1: { lat: 2908000, lon: 11965000, turn: 64, speedKmh: 40, status: 0, sourceId: 'gps', at: T0 } })

    enc.put(point('e1', { lat: 2908011, lon: 11964990, turn: 65, speedKmh: 41, at: T0 + 1000 }))
    const moved = enc.flush(T0 + 1000, TICK)!
    expect(moved.length).toBe(6 + 5)
    decoder.apply(moved)
    expect(shown(table)).toMatchObject({ e1: { lat: 2908011, lon: 11964990, turn: 65, speedKmh: 41, at: T0 + 1000 } })

    enc.put(point('e1', { lat: 2908011, lon: 11964990, turn: 65, speedKmh: 41, at: T0 + 2000 }))
    const same = enc.flush(T0 + 2000, TICK)!
    expect(same.length).toBe(5 + 1) // the step is the same again
    decoder.apply(same)
    expect(shown(table)).toMatchObject({ e1: { at: T0 + 2000 } })

    enc.remove('e1')
    decoder.apply(enc.flush(T0 + 3000, TICK)!)
    expect(shown(table)).toEqual({})
    expect(enc.flush(T0 + 4000, TICK)).toBeNull()
  })

  it('tells the age of a fix that is older than the tick, to a tenth of a second', () => {
    const enc = new TrackEncoder('all', 1)
    const { table, decoder } = viewer()
    decoder.apply(enc.full())
    enc.put(point('e1', { at: T0 - 42_300 }))
    decoder.apply(enc.flush(T0, TICK)!)
    expect(table.at[table.slotOf('e1')!]).toBe(T0 - 42_300)
  })

  it('carries a status change without a new fix', () => {
    const enc = new TrackEncoder('all', 1)
    const { table, decoder } = viewer()
    decoder.apply(enc.full())
    enc.put(point('e1', { at: T0 }))
    decoder.apply(enc.flush(T0 + 49, TICK)!)
    enc.put(point('e1', { at: T0, status: 3 }))
    decoder.apply(enc.flush(T0 + 7030, TICK)!)
    const slot = table.slotOf('e1')!
    expect(table.status[slot]).toBe(3)
    expect(Math.abs(table.at[slot]! - T0)).toBeLessThanOrEqual(50)
  })

  it('gives those who join what the others have, at the same sequence', () => {
    const enc = new TrackEncoder('org:fire', 300)
    const early = viewer(), late = viewer()
    early.decoder.apply(enc.full())
    enc.put(point('e1'))
    enc.put(point('e2', { sourceId: 'radio', status: 4 }))
    early.decoder.apply(enc.flush(T0, TICK)!)
    enc.put(point('e2', { sourceId: 'radio', lat: 1 })) // not flushed yet: not part of a full frame
    expect(late.decoder.apply(enc.full())).toEqual({ kind: 'applied', group: 'org:fire' })
    expect(shown(late.table)).toEqual(shown(early.table))
    const next = enc.flush(T0 + 250, TICK)!
    early.decoder.apply(next)
    expect(late.decoder.apply(next).kind).toBe('applied')
    expect(shown(late.table)).toEqual(shown(early.table))
  })

  it('asks once when frames are missing and recovers with the full one', () => {
    const enc = new TrackEncoder('all', 1)
    const { table, decoder } = viewer()
    decoder.apply(enc.full())
    const frames = [0, 1, 2, 3].map((i) => {
      enc.put(point('e1', { lat: 100 * i }))
      return enc.flush(T0 + i * 250, TICK)!
    })
    expect(decoder.apply(frames[0]!).kind).toBe('applied')
    expect(decoder.apply(frames[2]!)).toEqual({ kind: 'ask', group: 'all' })
    expect(decoder.apply(frames[3]!)).toEqual({ kind: 'waiting', group: 'all' })
    expect(shown(table)).toMatchObject({ e1: { lat: 0 } })
    expect(decoder.apply(enc.full()).kind).toBe('applied')
    expect(shown(table)).toMatchObject({ e1: { lat: 300 } })
  })

  it('asks for everything when it never saw the group', () => {
    const enc = new TrackEncoder('all', 1)
    enc.put(point('e1'))
    expect(viewer().decoder.apply(enc.flush(T0, TICK)!)).toEqual({ kind: 'ask', group: '' })
  })

  it('keeps a unit until the last group lets go of it', () => {
    const all = new TrackEncoder('all', 1), incident = new TrackEncoder('incident:i1', 2)
    const { table, decoder } = viewer()
    for (const enc of [all, incident]) {
      decoder.apply(enc.full())
      enc.put(point('e1'))
      decoder.apply(enc.flush(T0, TICK)!)
    }
    const slot = table.slotOf('e1')
    incident.remove('e1')
    decoder.apply(incident.flush(T0 + 250, TICK)!)
    expect(table.slotOf('e1')).toBe(slot)
    decoder.drop('all')
    expect(table.slotOf('e1')).toBeUndefined()
    expect(table.ids[slot!]).toBeUndefined()
  })

  it('follows a clock that is set back, with a full frame', () => {
    const enc = new TrackEncoder('all', 1)
    const { table, decoder } = viewer()
    decoder.apply(enc.full())
    enc.put(point('e1'))
    decoder.apply(enc.flush(T0, TICK)!)
    enc.put(point('e1', { at: T0 - 86_400_000, lat: 7 }))
    const frame = enc.flush(T0 - 86_400_000, TICK)!
    expect(readTrackFrame(frame).full).toBe(true)
    decoder.apply(frame)
    expect(shown(table)).toMatchObject({ e1: { lat: 7, at: T0 - 86_400_000 } })
    // Another connection's decoder on the same table, after the clock went further back.
    const again = new TrackEncoder('all', 1)
    again.put(point('e1', { at: T0 - 2e9, lat: 8 }))
    again.flush(T0 - 2e9, TICK)
    new TrackDecoder(table).apply(again.full())
    expect(shown(table)).toMatchObject({ e1: { lat: 8, at: T0 - 2e9 } })
  })

  it('shows a unit whose feed changed under its new feed', () => {
    const enc = new TrackEncoder('all', 1)
    const { table, decoder } = viewer()
    decoder.apply(enc.full())
    enc.put(point('e1'))
    decoder.apply(enc.flush(T0, TICK)!)
    enc.put(point('e1', { sourceId: 'radio', at: T0 + 250 }))
    decoder.apply(enc.flush(T0 + 250, TICK)!)
    expect(shown(table)).toMatchObject({ e1: { sourceId: 'radio' } })
    expect(Object.keys(shown(table))).toHaveLength(1)
  })
})

describe('malformed bytes', () => {
  const enc = new TrackEncoder('all', 1)
  enc.put(point('e1'))
  enc.flush(T0, TICK)
  const full = enc.full()
  enc.put(point('e1', { lat: 2908005, status: 2, at: T0 - 9000 }))
  enc.put(point('e2'))
  const delta = enc.flush(T0 + 250, TICK)!

  it('are refused whole at every cut and never half-applied', () => {
    for (let cut = 0; cut < delta.length; cut++) {
      const { table, decoder } = viewer()
      decoder.apply(full)
      const before = shown(table)
      expect(() => decoder.apply(delta.slice(0, cut))).toThrow(TrackFrameError)
      expect(shown(table)).toEqual(before)
      expect(decoder.apply(delta).kind).toBe('applied')
    }
  })

  it.each([
    ['not-a-track-frame', [0x55, 0x10]],
    ['wrong-version', [0x54, 0x20]],
    ['unknown-flag', [0x54, 0x14]],
    ['trailing-bytes', [...full, 0]],
    ['number-too-large', [0x54, 0x10, 1, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255]],
    ['unknown-slot', [0x54, 0x10, 1, 2, 5, 1, 4 * 9 + 1]],
    ['unknown-flag', [0x54, 0x10, 1, 2, 5, 1, 2, 16]],
    ['bad-status', [0x54, 0x10, 1, 2, 5, 1, 2, 2, 99]],
    ['out-of-range', [0x54, 0x10, 1, 2, 5, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0]],
  ])('name their fault: %s', (fault, bytes) => {
    const { decoder } = viewer()
    decoder.apply(full)
    expect(() => decoder.apply(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ fault }))
  })

  it('of any kind throw nothing but a TrackFrameError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(delta.length - 1), fc.nat(255), (tail, at, byte) => {
      for (const bytes of [Uint8Array.from([0x54, 0x10, 1, 2, ...tail]), Uint8Array.from([0x54, 0x11, 1, 2, ...tail]), Uint8Array.from([0x54, 0x12, 1, 2, ...tail]), delta.with(at, byte)]) {
        const { table, decoder } = viewer()
        decoder.apply(full)
        const before = shown(table)
        try {
          decoder.apply(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(TrackFrameError)
          expect(shown(table)).toEqual(before)
        }
      }
    }), { numRuns: 1000 })
  })
})

describe('any sequence of changes', () => {
  const id = fc.integer({ min: 0, max: 12 }).map((n) => `u${n}`)
  const change = fc.oneof(
    fc.record({
      put: id, sourceId: fc.constantFrom('gps', 'radio'), lat: fc.integer({ min: -9_000_000, max: 9_000_000 }),
      lon: fc.integer({ min: -18_000_000, max: 18_000_000 }), turn: fc.nat(255), speedKmh: fc.nat(255), status: fc.nat(6),
    }),
    fc.record({ remove: id }),
    fc.record({ tick: fc.constantFrom(250, 1000, 60_000) }),
    fc.constant({ join: true as const }),
  )

  it('leaves every viewer with the same positions, whenever it joined', () => {
    fc.assert(fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
      const enc = new TrackEncoder('all', 7)
      const truth = new Map<string, TrackPoint>()
      const viewers = [viewer()]
      viewers[0]!.decoder.apply(enc.full())
      let now = T0
      const tick = (ms: number) => {
        now += ms
        const frame = enc.flush(now, TICK)
        if (frame) for (const v of viewers) expect(v.decoder.apply(frame).kind).toBe('applied')
      }
      for (const c of changes) {
        if ('put' in c) {
          const { put, ...rest } = c
          const p: TrackPoint = { ...rest, unitId: put, at: now }
          truth.set(put, p)
          enc.put(p)
        } else if ('remove' in c) {
          truth.delete(c.remove)
          enc.remove(c.remove)
        } else if ('tick' in c) tick(c.tick)
        else {
          const v = viewer()
          v.decoder.apply(enc.full())
          viewers.push(v)
        }
      }
      tick(250)
      for (const v of viewers) {
        const seen = shown(v.table) as Record<string, TrackPoint>
        expect(Object.keys(seen).sort()).toEqual([...truth.keys()].sort())
        for (const [unitId, p] of truth) {
          const { at, unitId: _, ...rest } = p
          expect(seen[unitId]).toMatchObject(rest)
          expect(Math.abs(seen[unitId]!.at - at)).toBeLessThanOrEqual(TICK + 50)
        }
      }
    }), { numRuns: 300 })
  })
})

describe('the size', () => {
  it('stays under 5.5 bytes per update for 2,000 moving units, 500 a tick', () => {
    const bytes = bytesPerUpdate(2000, 1)
    expect(bytes).toBeLessThanOrEqual(5.1)
  })
  it('stays under 5.5 bytes per update in 40 groups of 50 units', () => {
    expect(bytesPerUpdate(2000, 40)).toBeLessThanOrEqual(5.45)
  })
})

/** Walks units as perf.md B does (8 degrees a second heading noise, 3 km/h a second speed noise), each once a second. */
function bytesPerUpdate(units: number, groups: number): number {
  let seed = 1
  const noise = () => {
    // Sum of uniforms: near enough to a normal spread of 1.
    let sum = 0
    for (let i = 0; i < 12; i++) sum += (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
    return sum - 6
  }
  const encoders = Array.from({ length: groups }, (_, g) => new TrackEncoder(`org:${g}`, g + 1))
  const walk = Array.from({ length: units }, (_, i) => ({ lat: 29 + (i % 50) / 500, lon: 119.5 + i / 10_000, heading: (i * 37) % 360, kmh: 20 + (i % 50) }))
  let total = 0, updates = 0
  for (let tick = 0; tick < 80; tick++) {
    const now = T0 + tick * 250
    walk.forEach((w, i) => {
      if (Math.floor(i / groups) % 4 !== tick % 4) return
      w.heading = (w.heading + 8 * noise() + 360) % 360
      w.kmh = Math.min(110, Math.max(5, w.kmh + 3 * noise()))
      const metres = w.kmh / 3.6
      w.lat += (metres * Math.cos((w.heading * Math.PI) / 180)) / 111_320
      w.lon += (metres * Math.sin((w.heading * Math.PI) / 180)) / (111_320 * Math.cos((29 * Math.PI) / 180))
      encoders[i % groups]!.put({ unitId: `u${i}`, sourceId: 'gps', lat: toE5(w.lat), lon: toE5(w.lon), turn: toTurn(w.heading), speedKmh: Math.round(w.kmh), status: 0, at: now })
      if (tick >= 8) updates++
    })
    for (const enc of encoders) {
      const frame = enc.flush(now, TICK)
      if (tick >= 8) total += frame?.length ?? 0
    }
  }
  return total / updates
}

it('headings and degrees survive within their units', () => {
  expect(fromTurn(toTurn(359.9))).toBe(0)
  expect(fromE5(toE5(-122.41942))).toBe(-122.41942)
})
