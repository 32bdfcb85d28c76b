import type { Area } from '@liandong/shared/area/contract'
import type { IncidentKind } from '@liandong/shared/incident/contract'
import type { District } from '@liandong/shared/kernel/district'
import type { ClockPolicy } from '@liandong/shared/order/policy'
import type { Organisation } from '@liandong/shared/org/contract'
import type { Source, UnitKind, UnitRecord } from '@liandong/shared/unit/contract'

/** Invented records for `fixture-live.ts`: enough of a district to look at a screen. WGS-84. */
export const DISTRICT: District = {
  id: 'wucheng', areaId: '330702', name: '婺城区', nameEn: 'Wucheng', title: '婺城区应急联动指挥中心', titleEn: 'Wucheng Emergency Linkage Centre', numberPrefix: 'WC',
  zone: 'Asia/Shanghai', languages: ['zh-CN', 'en'], view: { lon: 119.6, lat: 29.05, zoom: 12, south: 28.73, west: 119.29, north: 29.25, east: 119.77 },
  layers: [], attribution: '演示', attributionEn: 'demo', simulated: false, posts: { dutyLeader: '副区长岗', dutyLeaderEn: 'Deputy head', dutyChief: '03 席', dutyChiefEn: 'Seat 03' },
}

const area = (name: string, nameEn: string, lon: number, lat: number, managedBy?: string): Area => ({
  name: `${name}`, nameEn, shortName: name.replace(/(街道|镇|乡)$/, ''), level: 'township', parent: '330702', lon, lat, approximate: true, ...(managedBy ? { managedBy } : {}),
})
export const AREAS: Record<string, Area> = {
  330702: { name: '婺城区', nameEn: 'Wucheng', shortName: '婺城', level: 'district', lon: 119.57, lat: 29.08, approximate: false },
  330702004: area('城北街道', 'Chengbei', 119.65, 29.12), 330702009: area('新狮街道', 'Xinshi', 119.63, 29.14), 330702003: area('城西街道', 'Chengxi', 119.62, 29.1),
  330702008: area('秋滨街道', 'Qiubin', 119.6, 29.05, '开发区'), 330702103: area('白龙桥镇', 'Bailongqiao', 119.53, 29.07), 330702006: area('三江街道', 'Sanjiang', 119.66, 29.07, '开发区'),
  330702005: area('江南街道', 'Jiangnan', 119.64, 29.06, '开发区'), 330702101: area('雅畈镇', 'Yafan', 119.69, 29.01), 330702201: area('乾西乡', 'Ganxi', 119.58, 29.13),
  330702100: area('罗店镇', 'Luodian', 119.62, 29.19), 330702102: area('安地镇', 'Andi', 119.64, 28.95), 330702105: area('蒋堂镇', 'Jiangtang', 119.45, 29.09),
  330702107: area('罗埠镇', 'Luobu', 119.38, 29.11), 330702209: area('苏孟乡', 'Sumeng', 119.63, 29.02), 330702203: area('长山乡', 'Changshan', 119.55, 29.0),
}

const org = (name: string, nameEn: string, shortName: string, role: Organisation['role']): Organisation => ({ name, nameEn, shortName, role, jurisdiction: true, madeUp: true })
export const ORGS: Record<string, Organisation> = {
  police: org('公安婺城分局', 'Police', '公安', 'police'), fire: org('婺城消防救援大队', 'Fire', '消防', 'fire'), ems: org('急救中心', 'Ambulance', '急救', 'ems'),
  power: org('供电公司', 'Power', '供电', 'utility_power'), gas: org('燃气公司', 'Gas', '燃气', 'utility_gas'), law: org('综合执法局', 'City management', '执法', 'law_enforcement'),
  luodian: org('罗店镇', 'Luodian', '罗店镇', 'township'), andi: org('安地镇', 'Andi', '安地镇', 'township'), lift: org('特种设备抢修', 'Lift repair', '电梯', 'market'),
}

const source = (name: string, nameEn: string, withinMs: number, lostAfterMs: number, fallback: string, fallbackEn: string): Source => ({
  name, nameEn, contract: 'periodic', withinMs, lostAfterMs, maxSpeedKmh: 160, crs: 'wgs84', fallback, fallbackEn,
})
export const SOURCES: Record<string, Source> = {
  'jt808-fire': source('消防定位 JT/T 808', 'Fire positions JT/T 808', 30_000, 300_000, '电台报位', 'radio'), pdt: source('公安定位 PDT', 'Police positions PDT', 60_000, 300_000, '电台报位', 'radio'),
  ems: source('急救定位', 'Ambulance positions', 60_000, 300_000, '电话报位', 'phone'), app: source('联动终端', 'Linked phones', 60_000, 600_000, '电话报位', 'phone'),
}

const kind = (name: string, nameEn: string, category: IncidentKind['category'], priority: 1 | 2 | 3 | 4, glyph: string): IncidentKind => ({ name, nameEn, class: 'accident', category, priority, glyph, keys: glyph })
export const INCIDENT_KINDS: Record<string, IncidentKind> = {
  fire: kind('火灾', 'Fire', 'fire', 2, 'fire'), crash: kind('交通事故', 'Crash', 'traffic', 2, 'crash'), lift: kind('电梯困人', 'Lift', 'emergency_help', 3, 'lift'),
  gas: kind('燃气异味', 'Gas', 'emergency_help', 3, 'gas'), road: kind('路面塌陷', 'Road', 'traffic', 3, 'road'), dispute: kind('邻里纠纷', 'Dispute', 'dispute', 3, 'dispute'),
  cover: kind('井盖缺失', 'Manhole', 'service', 4, 'cover'), rocks: kind('落石清理', 'Rocks', 'service', 4, 'rocks'), theft: kind('治安', 'Theft', 'public_order', 3, 'theft'), smoke: kind('烟感告警', 'Smoke detector', 'device', 3, 'smoke'),
}
export const CATEGORY_WEIGHTS = [['crash', 79], ['lift', 73], ['cover', 38], ['dispute', 24], ['theft', 17], ['smoke', 9], ['fire', 6]] as const
export const HOURS = [6, 4, 3, 2, 2, 3, 6, 11, 15, 14, 13, 13, 13, 13, 12, 13, 15, 18, 17, 18, 19, 18, 12, 8]

const minutes = (register: number, dispatch: number, ack: number, turnout: number, arrival: number, first: number, progress: number, finish: number) => ({
  registerMs: register * 60_000, dispatchMs: dispatch * 60_000, ackMs: ack * 60_000, turnoutMs: turnout * 60_000, arrivalMs: arrival * 60_000,
  firstFeedbackMs: first * 60_000, progressMs: progress * 60_000, finishMs: finish * 60_000, reviewMs: 24 * 3_600_000,
})
export const CLOCKS: ClockPolicy = {
  name: '演示时限', archiveAfterMs: 30 * 86_400_000,
  byPriority: { 1: minutes(1, 1, 1, 1, 10, 5, 10, 240), 2: minutes(1, 2, 1, 3, 15, 15, 30, 480), 3: minutes(2, 5, 5, 5, 30, 30, 60, 1440), 4: minutes(10, 30, 60, 60, 720, 720, 1440, 4320) },
  ackLadder: [{ times: 1, whom: 'orgDuty' }, { times: 3, whom: 'dutyChief' }, { times: 5, whom: 'dutyLeader' }],
}

const FLEET: [UnitKind, string, string, string, number][] = [
  ['patrol_car', 'police', 'pdt', '巡', 46], ['law_enf', 'law', 'app', '执', 16], ['volunteer_team', 'luodian', 'app', '志愿', 15], ['fire_engine', 'fire', 'jt808-fire', '消', 14],
  ['ambulance', 'ems', 'ems', '救', 12], ['repair_gas', 'gas', 'app', '燃气', 9], ['drone', 'police', 'app', '机', 8],
]
export const UNITS: Record<string, UnitRecord> = Object.fromEntries(FLEET.flatMap(([kindName, orgId, sourceId, sign, count]) => Array.from({ length: count }, (_, i) => {
  const a = i * 2.399 + count
  const r = 0.012 + 0.13 * Math.sqrt(i / count)
  return [`${kindName}-${i + 1}`, {
    callSign: `${sign} ${i + 1}`, callSignEn: `${kindName} ${i + 1}`, kind: kindName, orgId, crewSize: 3, capability: [], sourceId, deviceId: `d${kindName}${i}`, usualSpeedKmh: 40,
    homeLon: 119.6 + r * Math.cos(a), homeLat: 29.06 + 0.7 * r * Math.sin(a), madeUp: true,
  }]
})))

type Step = ['AcknowledgeOrder' | 'ReportEnRoute' | 'ReportOnScene' | 'ReportFeedback', number]
interface Line {
  kind: string; title: string; area: string; lon: number; lat: number; priority: 1 | 2 | 3 | 4; agoS: number; reportedOnly?: boolean
  orders: { org: string; unit?: string; afterS: number; steps: Step[] }[]
}
const there = (org: string, unit: string, afterS = 40): Line['orders'][number] => ({ org, unit, afterS, steps: [['AcknowledgeOrder', 20], ['ReportEnRoute', 60], ['ReportOnScene', 300], ['ReportFeedback', 420]] })
const going = (org: string, unit: string, afterS = 40): Line['orders'][number] => ({ org, unit, afterS, steps: [['AcknowledgeOrder', 20], ['ReportEnRoute', 80]] })

/** What is open at 21:46:08. */
export const SCRIPT: Line[] = [
  { kind: 'fire', title: '居民楼车棚起火', area: '330702004', lon: 119.655, lat: 29.125, priority: 2, agoS: 1122, orders: [there('fire', 'fire_engine-1'), there('fire', 'fire_engine-2'), there('police', 'patrol_car-1'), { org: 'power', afterS: 1122 - 107, steps: [] }] },
  { kind: 'crash', title: '两车相撞 1 人受伤', area: '330702103', lon: 119.54, lat: 29.075, priority: 2, agoS: 1570, orders: [there('police', 'patrol_car-2'), there('police', 'patrol_car-3'), there('ems', 'ambulance-1')] },
  { kind: 'lift', title: '商场电梯困人 2 人', area: '330702006', lon: 119.668, lat: 29.07, priority: 3, agoS: 685, orders: [there('police', 'patrol_car-4', 60), there('law', 'law_enf-1', 60)] },
  { kind: 'gas', title: '居民区燃气异味', area: '330702101', lon: 119.69, lat: 29.015, priority: 3, agoS: 411, orders: [going('gas', 'repair_gas-1'), going('fire', 'fire_engine-3')] },
  { kind: 'road', title: '路面塌陷约 2 m²', area: '330702009', lon: 119.62, lat: 29.095, priority: 3, agoS: 6127, orders: [{ ...there('law', 'law_enf-2'), steps: [['AcknowledgeOrder', 30], ['ReportEnRoute', 90], ['ReportOnScene', 900], ['ReportFeedback', 3500]] }] },
  { kind: 'dispute', title: '邻里纠纷 10–29 人', area: '330702201', lon: 119.59, lat: 29.135, priority: 3, agoS: 3270, orders: [there('police', 'patrol_car-5'), there('police', 'patrol_car-6')] },
  { kind: 'cover', title: '井盖缺失', area: '330702100', lon: 119.61, lat: 29.17, priority: 4, agoS: 2292, orders: [{ org: 'luodian', afterS: 60, steps: [] }] },
  { kind: 'rocks', title: '步道落石清理', area: '330702102', lon: 119.64, lat: 28.98, priority: 4, agoS: 7845, orders: [{ org: 'andi', afterS: 300, steps: [['AcknowledgeOrder', 900], ['ReportEnRoute', 1500]] }] },
  { kind: 'fire', title: '化工仓库起火 有人被困', area: '330702008', lon: 119.6, lat: 29.05, priority: 1, agoS: 150, orders: [going('fire', 'fire_engine-4'), going('fire', 'fire_engine-5'), { org: 'ems', unit: 'ambulance-2', afterS: 30, steps: [] }] },
  { kind: 'smoke', title: '烟感告警 待核', area: '330702005', lon: 119.64, lat: 29.055, priority: 3, agoS: 20, reportedOnly: true, orders: [] },
  { kind: 'crash', title: '货车侧翻占道', area: '330702105', lon: 119.45, lat: 29.09, priority: 2, agoS: 900, orders: [going('police', 'patrol_car-7')] },
  ...Array.from({ length: 7 }, (_, i): Line => ({ kind: 'dispute', title: `噪音纠纷 ${i + 1} 号`, area: '330702203', lon: 119.55 + i * 0.004, lat: 29.0, priority: 3, agoS: 600 + i * 61, orders: [there('police', `patrol_car-${10 + i}`)] })),
]
