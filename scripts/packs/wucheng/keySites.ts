import type { Dice } from '../../../server/src/features/demo/dice'
import type { KeySite } from '@liandong/shared/keySite/contract'
import { pairOf } from '../plane'
import type { CornerOf } from './fleet'
import { plane } from './outlines'
import type { Township } from './townships'

type Kind = KeySite['kind']
const NAMES: Record<Exclude<Kind, 'reservoir'>, [string, string]> = {
  hospital: ['演示医院', 'demo hospital'], school: ['演示学校', 'demo school'], shelter: ['避灾安置场所', 'shelter'], depot: ['应急物资库', 'supplies depot'],
  station: ['汽车站', 'coach station'], hydrant: ['消火栓', 'hydrant'], fire_station: ['消防救援站', 'fire station'], police_station: ['派出所', 'police station'],
  government: ['办事处', 'township office'], venue: ['演示体育场馆', 'demo venue'], hazard: ['危化品企业（演示）', 'demo hazardous site'],
}

/** Which townships (last three digits) get one of each. */
const SPREAD: [Exclude<Kind, 'reservoir'>, string[]][] = [
  ['hospital', ['002', '004', '009', '006', '103', '106', '101']],
  ['school', ['001', '002', '003', '004', '005', '006', '007', '008', '009', '100', '101', '103', '104', '105', '106', '107', '201', '209']],
  ['shelter', ['004', '009', '100', '102', '103', '104', '106', '204', '205', '206', '208']],
  ['depot', ['003', '103', '205']],
  ['station', ['009', '103', '106']],
  ['fire_station', ['004', '005', '103', '106']],
  ['police_station', ['001', '002', '003', '004', '009', '100', '101', '103', '104']],
  ['venue', ['002', '006', '008']],
  ['hazard', ['008', '107', '105']],
  ['hydrant', ['001', '002', '002', '003', '003', '004', '004', '004', '005', '006', '007', '008', '009', '009', '103', '103', '106']],
  ['government', ['100', '101', '102', '103', '104', '105', '106', '107', '108', '201', '202', '203', '204', '205', '206', '208', '209']],
]
/** The sketched reservoirs of the water layer, a point on each. */
const RESERVOIRS: [name: string, nameEn: string, lon: number, lat: number][] = [
  ['安地水库', 'Andi reservoir', 119.6195, 28.9475], ['沙畈水库', 'Shafan reservoir', 119.5225, 28.8775],
  ['莘畈水库', 'Xinfan reservoir', 119.3475, 28.9325], ['九峰水库', 'Jiufeng reservoir', 119.4135, 28.9705],
]

/** Key sites, all made up but for the reservoirs' names; each stands at a street corner of its township. */
export function keySites(townships: readonly Township[], cornerOf: CornerOf, dice: Dice, areaAt: (p: { lon: number; lat: number }) => string): Record<string, KeySite> {
  const byCode = new Map(townships.map((t) => [t.code, t]))
  const counts = new Map<string, number>()
  const out: [string, KeySite][] = []
  for (const [kind, ends] of SPREAD) {
    ends.forEach((end, i) => {
      const areaId = `330702${end}`
      const t = byCode.get(areaId)!
      const [zh, en] = NAMES[kind]
      const number = (counts.get(kind + end) ?? 0) + 1
      counts.set(kind + end, number)
      const several = ends.filter((e) => e === end).length > 1 ? ` ${number}` : ''
      const [lon, lat] = pairOf(plane.point(cornerOf(areaId, dice, kind === 'government' ? 350 : 1100)))
      out.push([`${kind}-${String(i + 1).padStart(2, '0')}`, { name: `${t.name.replace(/(街道|镇|乡)$/, '')}${zh}${several}`, nameEn: `${t.nameEn} ${en}${several}`, kind, lon, lat, areaId, madeUp: true }])
    })
  }
  RESERVOIRS.forEach(([name, nameEn, lon, lat], i) => out.push([`reservoir-${i + 1}`, { name, nameEn, kind: 'reservoir', lon, lat, areaId: areaAt({ lon, lat }), madeUp: true }]))
  return Object.fromEntries(out)
}
