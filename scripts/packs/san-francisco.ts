/**
 * Makes the pack `san-francisco` from the recorded "Fire Calls for Service" rows:
 * `npx tsx scripts/packs/san-francisco.ts FILE.csv[.gz]`. Without the file the committed pack stays as it is.
 * Only facts go in: unit ids and types, call types, neighbourhood names and medians of call points (3 decimals).
 */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Area } from '@liandong/shared/area/contract'
import type { UnitRecord } from '@liandong/shared/unit/contract'
import { cellFeatures } from './cells'
import { pretty, writePack, type PackFiles } from './files'
import { collection, recordFile } from './geojson'
import { planeAt, round } from './plane'
import { clockPolicy } from './policies'
import { median, readCalls, slug, type CallRow } from './san-francisco/calls'
import { callKinds, DISTRICT, ORGANISATIONS, OUTLINE, SEATS_BY_HAND, SHORT_NAMES, SOURCES, UNIT_TYPES } from './san-francisco/tables'

const plane = planeAt({ lon: -122.44, lat: 37.76 })

/** All files of the pack from the recorded rows. */
export function sanFranciscoPack(rows: readonly CallRow[]): PackFiles {
  const areas = neighbourhoods(rows)
  const sites = Object.entries(areas).filter(([id]) => id !== 'sf').map(([id, a]) => ({ id, spot: plane.spot(a) }))
  const rings = OUTLINE.map((ring) => ring.map(([lon, lat]) => plane.spot({ lon, lat })))
  return new Map([
    ['district.json', pretty(DISTRICT)],
    ['records/area.json', recordFile(areas)],
    ['records/organisation.json', recordFile(ORGANISATIONS)],
    ['records/source.json', recordFile(SOURCES)],
    ['records/unit.json', recordFile(units(rows))],
    ['records/incidentKind.json', recordFile(callKinds(new Set(rows.map((r) => r.callType))))],
    ['records/policy.json', recordFile({ clocks: clockPolicy() })],
    ['map/outline.json', collection([{ type: 'Feature', properties: { id: 'sf', approximate: true }, geometry: { type: 'MultiPolygon', coordinates: OUTLINE.map((ring) => [ring]) } }])],
    ['map/cells.json', collection(cellFeatures(plane, sites, rings))],
  ])
}

const placed = (rows: readonly CallRow[]) => rows.filter((r) => Number.isFinite(r.lat) && Number.isFinite(r.lon) && r.lat !== 0)

/** The middle of the calls, rounded to about 100 m. */
function middle(rows: readonly CallRow[]): { lon: number; lat: number } {
  const known = placed(rows)
  return { lon: round(median(known.map((r) => r.lon)), 3), lat: round(median(known.map((r) => r.lat)), 3) }
}

function grouped<T>(list: readonly T[], keyOf: (t: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const t of list) groups.set(keyOf(t), [...(groups.get(keyOf(t)) ?? []), t])
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function neighbourhoods(rows: readonly CallRow[]): Record<string, Area> {
  const seats = new Map<string, { lon: number; lat: number }>()
  for (const [name, calls] of grouped(rows.filter((r) => r.neighborhood !== 'None'), (r) => r.neighborhood)) seats.set(name, middle(calls))
  for (const [name, [lon, lat]] of Object.entries(SEATS_BY_HAND)) if (!seats.has(name)) seats.set(name, { lon, lat })
  const city: Area = { name: '旧金山', nameEn: 'San Francisco', shortName: 'SF', level: 'district', lon: -122.44, lat: 37.76, approximate: true }
  const named = [...seats].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, seat]): [string, Area] => [
    slug(name), { name, nameEn: name, shortName: SHORT_NAMES[name] ?? name.slice(0, 12), level: 'township', parent: 'sf', ...seat, approximate: true },
  ])
  return Object.fromEntries([['sf', city], ...named])
}

function units(rows: readonly CallRow[]): Record<string, UnitRecord> {
  return Object.fromEntries([...grouped(rows, (r) => r.unitId)].map(([id, calls]): [string, UnitRecord] => {
    const type = UNIT_TYPES[calls[0]!.unitType]
    if (!type) throw new Error(`unit type without a kind: ${calls[0]!.unitType}`)
    const home = middle(calls)
    return [id, {
      callSign: id, callSignEn: id, kind: type.kind, orgId: type.org, crewSize: type.crew, capability: [], sourceId: 'cabs', deviceId: id,
      usualSpeedKmh: type.speed, homeLon: home.lon, homeLat: home.lat, madeUp: false, standIn: 'recorded cab',
    }]
  }))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = process.argv[2]
  if (!file || !existsSync(file)) console.log(`The recorded calls ${file ? `"${file}" are not there` : 'were not named'}: the committed pack san-francisco stays as it is.`)
  else console.log(writePack('san-francisco', sanFranciscoPack(readCalls(file))))
}
