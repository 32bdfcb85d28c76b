import type { Source, UnitKind } from '@liandong/shared/unit/contract'
import type { CallCategory, IncidentClass, IncidentKind } from '@liandong/shared/incident/contract'
import type { Organisation } from '@liandong/shared/org/contract'
import type { District } from '@liandong/shared/kernel/district'
import { slug } from './calls'

/** Hand-made outline: the peninsula north of the county line, and Treasure Island with Yerba Buena. [lon, lat], WGS-84, good to some 300 m. */
export const OUTLINE: [number, number][][] = [
  [
    [-122.503, 37.708], [-122.506, 37.72], [-122.508, 37.735], [-122.51, 37.75], [-122.5125, 37.765], [-122.514, 37.776], [-122.5155, 37.781], [-122.511, 37.7875],
    [-122.502, 37.7895], [-122.487, 37.79], [-122.484, 37.793], [-122.482, 37.799], [-122.4785, 37.8065], [-122.477, 37.811], [-122.47, 37.8085], [-122.46, 37.8055],
    [-122.45, 37.807], [-122.44, 37.808], [-122.431, 37.809], [-122.4235, 37.8085], [-122.417, 37.811], [-122.4085, 37.81], [-122.403, 37.806], [-122.398, 37.802],
    [-122.393, 37.797], [-122.388, 37.79], [-122.387, 37.781], [-122.386, 37.7735], [-122.383, 37.765], [-122.381, 37.756], [-122.376, 37.75], [-122.369, 37.746],
    [-122.366, 37.739], [-122.357, 37.729], [-122.368, 37.719], [-122.378, 37.7165], [-122.385, 37.7105], [-122.393, 37.708], [-122.503, 37.708],
  ],
  [[-122.379, 37.827], [-122.371, 37.8325], [-122.363, 37.828], [-122.361, 37.818], [-122.358, 37.811], [-122.366, 37.8065], [-122.373, 37.812], [-122.379, 37.827]],
]

/** A neighbourhood without a call in the recorded days. */
export const SEATS_BY_HAND: Record<string, [lon: number, lat: number]> = { Seacliff: [-122.488, 37.787] }

/** Names longer than 12 letters, as a map has room for them. */
export const SHORT_NAMES: Record<string, string> = {
  'Bayview Hunters Point': 'Bayview', 'Bernal Heights': 'Bernal Hts', 'Castro/Upper Market': 'Castro', 'Financial District/South Beach': 'Financial', 'Golden Gate Park': 'GG Park',
  'Haight Ashbury': 'Haight', 'Inner Richmond': 'In Richmond', 'Outer Richmond': 'Out Richmond', 'Lone Mountain/USF': 'Lone Mtn', 'Oceanview/Merced/Ingleside': 'Oceanview',
  'Outer Mission': 'Out Mission', 'Pacific Heights': 'Pacific Hts', 'Presidio Heights': 'Presidio Hts', 'South of Market': 'SoMa', 'Sunset/Parkside': 'Sunset',
  'Treasure Island': 'Treasure Isl', 'Visitacion Valley': 'Vis Valley', 'West of Twin Peaks': 'W Twin Peaks', 'Western Addition': 'W Addition',
}

/** SFFD unit types → our kinds, usual speed and organisation. */
export const UNIT_TYPES: Record<string, { kind: UnitKind; org: string; crew: number; speed: number }> = {
  ENGINE: { kind: 'fire_engine', org: 'sffd', crew: 4, speed: 40 },
  TRUCK: { kind: 'fire_ladder', org: 'sffd', crew: 5, speed: 38 },
  CHIEF: { kind: 'fire_command', org: 'sffd', crew: 2, speed: 42 },
  'RESCUE CAPTAIN': { kind: 'fire_command', org: 'sffd-ems', crew: 1, speed: 42 },
  'RESCUE SQUAD': { kind: 'rescue_team', org: 'sffd', crew: 4, speed: 40 },
  SUPPORT: { kind: 'rescue_team', org: 'sffd', crew: 2, speed: 38 },
  INVESTIGATION: { kind: 'expert', org: 'sffd', crew: 2, speed: 40 },
  AIRPORT: { kind: 'fire_engine', org: 'sfo-fire', crew: 4, speed: 45 },
  MEDIC: { kind: 'ambulance', org: 'sffd-ems', crew: 2, speed: 42 },
  PRIVATE: { kind: 'ambulance', org: 'private-ems', crew: 2, speed: 42 },
}

/** Organisations by SFFD function. Their grouping is ours. */
export const ORGANISATIONS: Record<string, Organisation> = {
  dem: { name: '应急通信中心', nameEn: 'Emergency communications', shortName: '指挥中心', role: 'center', areaId: 'sf', jurisdiction: true, madeUp: false },
  sffd: { name: '旧金山消防局', nameEn: 'San Francisco Fire Department', shortName: 'SFFD', role: 'fire', areaId: 'sf', jurisdiction: true, madeUp: false },
  'sffd-ems': { name: '旧金山消防局急救处', nameEn: 'SFFD Emergency Medical Services', shortName: 'SFFD EMS', role: 'ems', parent: 'sffd', areaId: 'sf', jurisdiction: true, madeUp: false },
  'private-ems': { name: '私营救护车', nameEn: 'Private ambulances', shortName: '私营急救', role: 'ems', areaId: 'sf', jurisdiction: true, madeUp: false },
  'sfo-fire': { name: '机场消防', nameEn: 'Airport fire', shortName: '机场消防', role: 'fire', parent: 'sffd', areaId: 'sf', jurisdiction: true, madeUp: false },
}

/** Recorded cabs stand in for the units: a fix about every minute, so silence counts from two minutes. */
export const SOURCES: Record<string, Source> = {
  cabs: { name: '出租车轨迹重放', nameEn: 'Recorded cab traces', contract: 'periodic', withinMs: 120_000, lostAfterMs: 900_000, maxSpeedKmh: 200, crs: 'wgs84', fallback: '按记录时刻推定', fallbackEn: 'Recorded times only' },
}

type Row = [callType: string, name: string, cls: IncidentClass, category: CallCategory, priority: 1 | 2 | 3 | 4, glyph: string]
const CALL_TYPES: Row[] = [
  ['Medical Incident', '医疗急救', 'public_health', 'emergency_help', 2, 'medical'],
  ['Structure Fire', '建筑火警', 'accident', 'fire', 1, 'fire'],
  ['Alarms', '自动报警', 'accident', 'device', 2, 'smoke'],
  ['Traffic Collision', '交通事故', 'accident', 'traffic', 2, 'car-crash'],
  ['Citizen Assist / Service Call', '市民求助', 'service', 'service', 3, 'other'],
  ['Outside Fire', '室外火警', 'accident', 'fire', 2, 'fire'],
  ['Elevator / Escalator Rescue', '电梯救援', 'accident', 'emergency_help', 2, 'elevator'],
  ['Gas Leak (Natural and LP Gases)', '燃气泄漏', 'accident', 'emergency_help', 1, 'gas'],
  ['Electrical Hazard', '电气险情', 'accident', 'emergency_help', 2, 'power'],
  ['Confined Space / Structure Collapse', '受限空间或坍塌', 'accident', 'emergency_help', 1, 'landslide'],
  ['Water Rescue', '水域救援', 'accident', 'emergency_help', 1, 'flood'],
  ['Vehicle Fire', '车辆火警', 'accident', 'fire', 2, 'fire'],
  ['Odor (Strange / Unknown)', '异味', 'accident', 'emergency_help', 3, 'gas'],
  ['Fuel Spill', '燃油泄漏', 'accident', 'emergency_help', 2, 'chemical'],
  ['Smoke Investigation (Outside)', '烟雾查看', 'accident', 'fire', 2, 'smoke'],
  ['Other', '其他', 'service', 'other', 3, 'other'],
]

/** Kinds by the slug of the file's call type; `keys` are its first letters. */
export function callKinds(present: ReadonlySet<string>): Record<string, IncidentKind> {
  const unknown = [...present].filter((p) => !CALL_TYPES.some(([type]) => type === p))
  if (unknown.length > 0) throw new Error(`call types without a kind: ${unknown.join(', ')}`)
  return Object.fromEntries(CALL_TYPES.map(([type, name, cls, category, priority, glyph]) => [
    slug(type), { name, nameEn: type, class: cls, category, priority, glyph, keys: slug(type).split('-').map((w) => w.slice(0, 2)).join('') },
  ]))
}

export const DISTRICT: District = {
  id: 'san-francisco', areaId: 'sf', name: '旧金山（重放）', nameEn: 'San Francisco (replay)', title: '旧金山消防出动重放', titleEn: 'San Francisco fire dispatch replay',
  numberPrefix: 'SF', zone: 'America/Los_Angeles', languages: ['zh-CN', 'en'],
  view: { lon: -122.437, lat: 37.765, zoom: 12, south: 37.705, west: -122.52, north: 37.835, east: -122.355 },
  layers: [
    { id: 'outline', file: 'outline.json', demoOnly: false, label: '出租车轨迹代替车辆位置；轮廓手绘，近似', labelEn: 'Recorded cabs stand in for units; outline drawn by hand, approximate' },
    { id: 'cells', file: 'cells.json', demoOnly: false, label: '街区范围为近似', labelEn: 'Neighbourhood areas are approximate' },
  ],
  attribution: '出动记录 DataSF（PDDL） 轨迹为出租车替代，非真实车辆位置 轮廓与街区为近似',
  attributionEn: 'Dispatch records DataSF (PDDL); recorded cabs stand in for units; outline and neighbourhoods approximate',
  simulated: false,
  posts: { dutyLeader: '重放', dutyLeaderEn: 'Replay', dutyChief: '重放', dutyChiefEn: 'Replay' },
}
