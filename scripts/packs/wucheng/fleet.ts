import type { Dice } from '../../../server/src/features/demo/dice'
import type { UnitKind, UnitRecord } from '@liandong/shared/unit/contract'
import { pairOf, type Spot } from '../plane'
import { plane } from './outlines'
import type { Township } from './townships'

/** Picks a street corner of a township, at most `within` metres from its seat. */
export type CornerOf = (areaId: string, dice: Dice, within: number) => Spot

interface Series {
  kind: UnitKind
  /** Call signs with a gap for the number. */
  sign: string
  signEn: string
  digits: number
  source: string
  crew: number
  speed: number
  capability: string[]
  /** Organisation, or by township where it has its own. */
  org: string | ((areaId: string) => string)
  /** Township number (last three digits of the code) and how many. */
  spread: [string, number][]
}

const STATIONS: Record<string, string> = {
  '330702001': 'police-chengdong', '330702002': 'police-chengzhong', '330702003': 'police-chengxi', '330702004': 'police-chengbei', '330702009': 'police-xinshi',
  '330702100': 'police-luodian', '330702101': 'police-yafan', '330702103': 'police-bailongqiao', '330702104': 'police-langya',
}
const policeOf = (areaId: string) => STATIONS[areaId] ?? 'police-patrol'

const SERIES: Series[] = [
  { kind: 'patrol_car', sign: '巡 #', signEn: 'Patrol #', digits: 2, source: 'police-gps', crew: 2, speed: 45, capability: ['现场处置', '交通管制'], org: policeOf, spread: [['001', 3], ['002', 4], ['003', 3], ['004', 5], ['005', 3], ['006', 3], ['007', 2], ['008', 3], ['009', 4], ['100', 2], ['101', 2], ['102', 1], ['103', 3], ['104', 1], ['105', 1], ['106', 2], ['107', 1], ['201', 1], ['203', 1], ['209', 1]] },
  { kind: 'moto', sign: '摩 #', signEn: 'Moto #', digits: 1, source: 'police-gps', crew: 1, speed: 40, capability: ['交通管制'], org: 'police-traffic', spread: [['002', 2], ['004', 1], ['005', 1], ['103', 1]] },
  { kind: 'drone', sign: '无人机 #', signEn: 'Drone #', digits: 1, source: 'police-gps', crew: 2, speed: 50, capability: ['空中侦察'], org: 'police-patrol', spread: [['004', 1], ['103', 1], ['102', 1]] },
  { kind: 'fire_engine', sign: '城北 #', signEn: 'Chengbei #', digits: 1, source: 'fire-jt808', crew: 6, speed: 45, capability: ['灭火', '破拆'], org: 'fire-chengbei', spread: [['004', 4]] },
  { kind: 'fire_ladder', sign: '城北云梯', signEn: 'Chengbei ladder', digits: 0, source: 'fire-jt808', crew: 3, speed: 40, capability: ['登高'], org: 'fire-chengbei', spread: [['004', 1]] },
  { kind: 'fire_command', sign: '消指 #', signEn: 'Fire command #', digits: 1, source: 'fire-jt808', crew: 3, speed: 50, capability: ['现场指挥'], org: 'fire', spread: [['002', 1]] },
  { kind: 'rescue_team', sign: '抢险 #', signEn: 'Rescue #', digits: 1, source: 'fire-jt808', crew: 6, speed: 45, capability: ['破拆', '水域', '绳索'], org: 'fire-chengbei', spread: [['004', 1]] },
  { kind: 'fire_engine', sign: '江南 #', signEn: 'Jiangnan #', digits: 1, source: 'fire-jt808', crew: 6, speed: 45, capability: ['灭火', '破拆'], org: 'fire-jiangnan', spread: [['005', 2]] },
  { kind: 'fire_ladder', sign: '江南云梯', signEn: 'Jiangnan ladder', digits: 0, source: 'fire-jt808', crew: 3, speed: 40, capability: ['登高'], org: 'fire-jiangnan', spread: [['005', 1]] },
  { kind: 'fire_engine', sign: '白龙桥 #', signEn: 'Bailongqiao #', digits: 1, source: 'fire-jt808', crew: 6, speed: 45, capability: ['灭火', '破拆'], org: 'fire-bailongqiao', spread: [['103', 2]] },
  { kind: 'fire_engine', sign: '汤溪 #', signEn: 'Tangxi #', digits: 1, source: 'fire-jt808', crew: 6, speed: 45, capability: ['灭火'], org: 'fire-tangxi', spread: [['106', 2]] },
  { kind: 'ambulance', sign: '急救 #', signEn: 'Ambulance #', digits: 2, source: 'ems-gps', crew: 3, speed: 50, capability: ['急救', '转运'], org: 'ems', spread: [['002', 2], ['004', 2], ['009', 1], ['006', 1], ['008', 1], ['103', 2], ['106', 1], ['101', 1], ['104', 1]] },
  { kind: 'law_enf', sign: '执法 #', signEn: 'Enforcement #', digits: 2, source: 'law-gps', crew: 3, speed: 35, capability: ['市容', '清障'], org: 'law-enforcement', spread: [['001', 1], ['002', 2], ['003', 1], ['004', 2], ['009', 2], ['005', 1], ['008', 1], ['103', 2], ['100', 1], ['101', 1], ['201', 1], ['104', 1]] },
  { kind: 'repair_power', sign: '抢修 #', signEn: 'Power repair #', digits: 1, source: 'repair-gps', crew: 4, speed: 40, capability: ['断电', '应急发电'], org: 'power', spread: [['003', 1], ['004', 1], ['103', 1], ['106', 1]] },
  { kind: 'repair_gas', sign: '燃气 #', signEn: 'Gas repair #', digits: 1, source: 'repair-gps', crew: 3, speed: 40, capability: ['关阀', '检测'], org: 'gas', spread: [['009', 1], ['101', 1]] },
  { kind: 'repair_water', sign: '供水 #', signEn: 'Water repair #', digits: 1, source: 'repair-gps', crew: 4, speed: 40, capability: ['堵漏', '排水'], org: 'water-supply', spread: [['007', 1], ['001', 1], ['103', 1]] },
  { kind: 'volunteer_team', sign: '志愿 #', signEn: 'Volunteers #', digits: 2, source: 'volunteer-app', crew: 8, speed: 15, capability: ['疏导', '搜寻'], org: 'volunteers', spread: [['001', 1], ['002', 2], ['004', 2], ['006', 1], ['009', 1], ['100', 1], ['103', 1], ['102', 1], ['202', 1], ['205', 1], ['206', 1], ['204', 1], ['208', 1]] },
]

/** The demonstration's fleet: 120 units, all made up, by id `u-001`… in the order of the series. */
export function fleet(townships: readonly Township[], cornerOf: CornerOf, dice: Dice): Record<string, UnitRecord> {
  const known = new Set(townships.map((t) => t.code))
  const units: [string, UnitRecord][] = []
  const numbers = new Map<string, number>()
  for (const s of SERIES) {
    for (const [end, count] of s.spread) {
      const areaId = `330702${end}`
      if (!known.has(areaId)) throw new Error(`no township ${areaId}`)
      for (let n = 0; n < count; n++) {
        const number = (numbers.get(s.sign) ?? 0) + 1
        numbers.set(s.sign, number)
        const id = `u-${String(units.length + 1).padStart(3, '0')}`
        const [homeLon, homeLat] = pairOf(plane.point(cornerOf(areaId, dice, s.kind === 'patrol_car' ? 1600 : 900)))
        const written = String(number).padStart(s.digits, '0')
        units.push([id, {
          callSign: s.sign.replace('#', written), callSignEn: s.signEn.replace('#', written), kind: s.kind, orgId: typeof s.org === 'string' ? s.org : s.org(areaId),
          areaId, crewSize: s.crew, capability: s.capability, sourceId: s.source, deviceId: `demo-${id.slice(2)}`, usualSpeedKmh: s.speed, homeLon, homeLat, madeUp: true,
        }])
      }
    }
  }
  return Object.fromEntries(units)
}
