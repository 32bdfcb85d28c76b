import { describe, expect, it } from 'vitest'
import { inPolygon, type Ring } from '@liandong/shared/kernel/geo'
import type { Area } from '@liandong/shared/area/contract'
import type { KeySite } from '@liandong/shared/keySite/contract'
import type { UnitRecord } from '@liandong/shared/unit/contract'
import { packIds, readPack } from '../../server/src/packs/read'
import { PACKS, readPackFiles } from './files'
import type { Feature } from './geojson'
import { segmentsCross, type Spot } from './plane'
import { wuchengPack } from './wucheng'
import { bigRivers } from './wucheng/water'
import { plane } from './wucheng/outlines'

const ids = packIds(PACKS)
const features = (pack: string, file: string): Feature[] => (JSON.parse(readPackFiles(pack).get(`map/${file}`)!) as { features: Feature[] }).features
const polygonsOf = (f: Feature): Ring[][] =>
  f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates : []
const within = (f: Feature, p: { lon: number; lat: number }) => polygonsOf(f).some((rings) => inPolygon(p, rings))
const recordsOf = <T>(pack: string, kind: string) => readPack(PACKS, pack).records.filter((r) => r.kind === kind).map((r) => ({ id: r.id, ...(r.after as T) }))

it('there are two packs', () => expect(ids).toEqual(['san-francisco', 'wucheng']))

describe.each(ids)('pack %s', (id) => {
  it('is valid, and every reference leads somewhere', () => {
    const pack = readPack(PACKS, id)
    expect(pack.records[0]).toEqual({ kind: 'numbering', id: 'incident', after: { prefix: pack.district.numberPrefix } })
  })

  it('has every seat inside the outline and inside its own cell, which says that it is approximate', () => {
    const outline = features(id, 'outline.json')[0]!
    const cells = new Map(features(id, 'cells.json').map((f) => [f.properties.id, f]))
    const seats = recordsOf<Area>(id, 'area').filter((a) => a.level === 'township')
    expect(cells.size).toBe(seats.length)
    for (const seat of seats) {
      expect(within(outline, seat), `${seat.name} in the outline`).toBe(true)
      expect(within(cells.get(seat.id)!, seat), `${seat.name} in its cell`).toBe(true)
      expect(cells.get(seat.id)!.properties.approximate).toBe(true)
    }
  })

  it('keeps coordinates to five decimals', () => {
    for (const [path, text] of readPackFiles(id)) if (path.startsWith('map/')) expect(text).not.toMatch(/\d\.\d{6,}/)
  })
})

describe('wucheng', () => {
  it('is what the generator makes, byte for byte', () => {
    const fresh = wuchengPack()
    const committed = readPackFiles('wucheng')
    expect([...fresh.keys()].sort()).toEqual([...committed.keys()].sort())
    for (const [path, text] of fresh) expect(committed.get(path) === text, path).toBe(true)
  }, 120_000)

  it('has 26 townships, eight of them run by the development zone, and ten surveyed seats', () => {
    const towns = recordsOf<Area>('wucheng', 'area').filter((a) => a.level === 'township')
    expect([towns.length, towns.filter((t) => t.managedBy).length, towns.filter((t) => !t.approximate).length]).toEqual([26, 8, 10])
  })

  it('has units and key sites inside the cell of the township they name', () => {
    const cells = new Map(features('wucheng', 'cells.json').map((f) => [f.properties.id, f]))
    for (const u of recordsOf<UnitRecord>('wucheng', 'unit')) expect(within(cells.get(u.areaId!)!, { lon: u.homeLon, lat: u.homeLat }), u.callSign).toBe(true)
    for (const s of recordsOf<KeySite>('wucheng', 'keySite')) expect(within(cells.get(s.areaId!)!, s), s.name).toBe(true)
  })

  it('has 120 units with distinct call signs and devices, all said to be made up', () => {
    const units = recordsOf<UnitRecord>('wucheng', 'unit')
    expect([units.length, new Set(units.map((u) => u.callSign)).size, new Set(units.map((u) => u.deviceId)).size]).toEqual([120, 120, 120])
    expect(units.every((u) => u.madeUp)).toBe(true)
  })

  it('divides calls completely', () => {
    const { simulation } = readPack(PACKS, 'wucheng')
    const kinds = new Set(recordsOf('wucheng', 'incidentKind').map((k) => k.id))
    expect(simulation!.categories.reduce((s, c) => s + c.share, 0)).toBeCloseTo(1, 6)
    for (const c of simulation!.categories) {
      expect(c.channels.reduce((s, x) => s + x.share, 0)).toBeCloseTo(1, 6)
      expect(Object.keys(c.kinds).every((k) => kinds.has(k)), c.category).toBe(true)
    }
  })
})

describe('the demonstration streets', () => {
  const streets = features('wucheng', 'streets.json')
  const lineOf = (f: Feature) => (f.geometry.type === 'LineString' ? f.geometry.coordinates : [])

  it('are small enough to send', () => {
    expect(streets.length).toBeGreaterThan(2500)
    expect(streets.length).toBeLessThan(5000)
    expect(Buffer.byteLength(readPackFiles('wucheng').get('map/streets.json')!)).toBeLessThan(700 * 1024)
  })

  it('meet at shared nodes and hang together', () => {
    const at = new Map<number, string>()
    const parent = new Map<number, number>()
    const root = (n: number): number => (parent.get(n) === n ? n : root(parent.get(n)!))
    for (const s of streets) {
      const line = lineOf(s)
      for (const [node, place] of [[s.properties.f, line[0]], [s.properties.t, line.at(-1)]] as [number, [number, number]][]) {
        expect(at.get(node) ?? place.join()).toBe(place.join())
        at.set(node, place.join())
        if (!parent.has(node)) parent.set(node, node)
      }
      parent.set(root(Number(s.properties.f)), root(Number(s.properties.t)))
    }
    expect(new Set([...parent.keys()].map(root)).size).toBe(1)
  })

  it('cross the Jinhua river on a handful of bridges, none of them a small street', () => {
    const river = bigRivers[0]!.line
    const bridges = streets.filter((s) => {
      const line: Spot[] = lineOf(s).map(([lon, lat]) => plane.spot({ lon, lat }))
      return line.some((p, i) => i > 0 && river.some((q, j) => j > 0 && segmentsCross(line[i - 1]!, p, river[j - 1]!, q)))
    })
    expect(bridges.length).toBeGreaterThanOrEqual(5)
    expect(bridges.length).toBeLessThanOrEqual(12)
    expect(bridges.every((b) => b.properties.class === 'primary' || b.properties.class === 'secondary')).toBe(true)
  })
})
