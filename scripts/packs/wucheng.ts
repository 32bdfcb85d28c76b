/**
 * Makes the pack `wucheng` from npm packages with a licence (NOTICE names them): `npx tsx scripts/packs/wucheng.ts`.
 * Deterministic: the same packages give the same bytes.
 */
import { diceOf } from '../../server/src/features/demo/dice'
import { pathToFileURL } from 'node:url'
import type { Area } from '@liandong/shared/area/contract'
import { cellFeatures } from './cells'
import { pretty, writePack, type PackFiles } from './files'
import { collection, recordFile, ringPairs, type Feature } from './geojson'
import { round } from './plane'
import { clockPolicy } from './policies'
import { areaOf, corners } from './wucheng/corners'
import { wuchengDistrict } from './wucheng/district'
import { fleet } from './wucheng/fleet'
import { placeVillages } from './wucheng/hamlets'
import { keySites } from './wucheng/keySites'
import { incidentKinds } from './wucheng/kinds'
import { organisations } from './wucheng/organisations'
import { districtShapes, plane, type DistrictShape } from './wucheng/outlines'
import { runCards } from './wucheng/runCards'
import { simulation } from './wucheng/simulation'
import { sources } from './wucheng/sources'
import { streetEdges, streetFeatures } from './wucheng/streets'
import { townships, villages, type Township } from './wucheng/townships'
import { waterFeatures } from './wucheng/water'

/** All files of the pack, worked out afresh. */
export function wuchengPack(): PackFiles {
  const { wucheng, neighbours } = districtShapes()
  const towns = townships()
  const placed = placeVillages(towns, villages(), wucheng.ring)
  const edges = streetEdges(wucheng.ring, towns, placed)
  const cornerOf = corners(edges, towns, wucheng.ring)
  const area = areaOf(towns)
  const dice = diceOf('wucheng records 1')
  const units = fleet(towns, cornerOf, dice.fork('fleet'))
  const sites = keySites(towns, cornerOf, dice.fork('sites'), (p) => area(plane.spot(p)))
  return new Map([
    ['district.json', pretty(wuchengDistrict(boundsOf(wucheng)))],
    ['simulation.json', compact(simulation(towns, placed))],
    ['records/area.json', recordFile(areas(towns))],
    ['records/organisation.json', recordFile(organisations(towns))],
    ['records/source.json', recordFile(sources())],
    ['records/unit.json', recordFile(units)],
    ['records/incidentKind.json', recordFile(incidentKinds())],
    ['records/policy.json', recordFile({ clocks: clockPolicy() })],
    ['records/runCard.json', recordFile(runCards())],
    ['records/keySite.json', recordFile(sites)],
    ['map/outline.json', collection([outlineFeature(wucheng)])],
    ['map/neighbours.json', collection(neighbours.map(outlineFeature))],
    ['map/cells.json', collection(cellFeatures(plane, towns.map((t) => ({ id: t.code, spot: plane.spot(t) })), [wucheng.ring]))],
    ['map/streets.json', collection(streetFeatures(edges))],
    ['map/water.json', collection(waterFeatures())],
  ])
}

const outlineFeature = (s: DistrictShape): Feature => ({
  type: 'Feature', properties: { id: s.code, name: s.name }, geometry: { type: 'Polygon', coordinates: [ringPairs(plane, s.ring)] },
})

function boundsOf(s: DistrictShape) {
  const points = s.ring.map((r) => plane.point(r))
  const lons = points.map((p) => p.lon)
  const lats = points.map((p) => p.lat)
  return { south: round(Math.min(...lats), 4), west: round(Math.min(...lons), 4), north: round(Math.max(...lats), 4), east: round(Math.max(...lons), 4) }
}

function areas(towns: readonly Township[]): Record<string, Area> {
  // The label's place: domain §2.7 (computed from the same source as the outline).
  const district: Area = { name: '婺城区', nameEn: 'Wucheng', shortName: '婺城', level: 'district', lon: 119.64787, lat: 29.08558, approximate: false }
  return Object.fromEntries([['330702', district], ...towns.map((t): [string, Area] => [t.code, {
    name: t.name, nameEn: t.nameEn, shortName: t.name.replace(/(街道|镇|乡)$/, ''), level: 'township', parent: '330702',
    lon: t.lon, lat: t.lat, approximate: !t.geonames, ...(t.zone ? { managedBy: '金华开发区' } : {}),
  }])])
}

/** One line per top-level field, and per place: small, yet a change is readable. */
function compact(value: { places: readonly unknown[] }): string {
  const fields = Object.entries(value).map(([key, v]) => {
    const text = Array.isArray(v) ? `[\n${v.map((x) => JSON.stringify(x)).join(',\n')}\n]` : JSON.stringify(v)
    return `${JSON.stringify(key)}: ${text}`
  })
  return `{\n${fields.join(',\n')}\n}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(writePack('wucheng', wuchengPack()))
