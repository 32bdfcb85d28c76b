import type { Organisation, OrgRole } from '@liandong/shared/org/contract'
import type { Township } from './townships'

type Row = [id: string, role: OrgRole, name: string, nameEn: string, shortName: string, parent: string | null, areaId: string | null, madeUp: boolean]

/** Linked units of domain §5.1. Bureaus every district has are named plainly; stations and companies are made up for the demonstration. */
const ROWS: Row[] = [
  ['center', 'center', '婺城区应急联动指挥中心', 'Wucheng emergency linkage centre', '指挥中心', null, '330702', false],
  ['police', 'police', '公安婺城分局', 'Wucheng police', '公安', null, '330702', false],
  ['police-traffic', 'police', '交警婺城大队', 'Traffic police', '交警', 'police', '330702', true],
  ['police-patrol', 'police', '巡特警大队', 'Patrol police', '巡特警', 'police', '330702', true],
  ['police-chengdong', 'police', '城东派出所', 'Chengdong police station', '城东所', 'police', '330702001', true],
  ['police-chengzhong', 'police', '城中派出所', 'Chengzhong police station', '城中所', 'police', '330702002', true],
  ['police-chengxi', 'police', '城西派出所', 'Chengxi police station', '城西所', 'police', '330702003', true],
  ['police-chengbei', 'police', '城北派出所', 'Chengbei police station', '城北所', 'police', '330702004', true],
  ['police-xinshi', 'police', '新狮派出所', 'Xinshi police station', '新狮所', 'police', '330702009', true],
  ['police-luodian', 'police', '罗店派出所', 'Luodian police station', '罗店所', 'police', '330702100', true],
  ['police-yafan', 'police', '雅畈派出所', 'Yafan police station', '雅畈所', 'police', '330702101', true],
  ['police-bailongqiao', 'police', '白龙桥派出所', 'Bailongqiao police station', '白龙桥所', 'police', '330702103', true],
  ['police-langya', 'police', '琅琊派出所', 'Langya police station', '琅琊所', 'police', '330702104', true],
  ['fire', 'fire', '婺城区消防救援大队', 'Wucheng fire and rescue', '消防', null, '330702', false],
  ['fire-chengbei', 'fire', '城北消防救援站', 'Chengbei fire station', '城北站', 'fire', '330702004', true],
  ['fire-jiangnan', 'fire', '江南消防救援站', 'Jiangnan fire station', '江南站', 'fire', '330702005', true],
  ['fire-bailongqiao', 'fire', '白龙桥消防救援站', 'Bailongqiao fire station', '白龙桥站', 'fire', '330702103', true],
  ['fire-tangxi', 'fire', '汤溪消防救援站', 'Tangxi fire station', '汤溪站', 'fire', '330702106', true],
  ['ems', 'ems', '婺城急救分中心', 'Wucheng ambulance service', '急救', null, '330702', true],
  ['emergency', 'emergency', '区应急管理局', 'Emergency management bureau', '应急', null, '330702', false],
  ['law-enforcement', 'law_enforcement', '区综合行政执法局', 'Law enforcement bureau', '综合执法', null, '330702', false],
  ['market', 'market', '区市场监管局', 'Market regulation bureau', '市场监管', null, '330702', false],
  ['health', 'health', '区卫生健康局', 'Health bureau', '卫健', null, '330702', false],
  ['transport', 'transport', '区交通运输局', 'Transport bureau', '交通', null, '330702', false],
  ['water', 'water', '区水务局', 'Water bureau', '水务局', null, '330702', false],
  ['weather', 'weather', '气象台', 'Weather station', '气象', null, '330702', false],
  ['land', 'land', '自然资源和规划分局', 'Natural resources', '自然资源', null, '330702', false],
  ['ecology', 'ecology', '生态环境分局', 'Ecology and environment', '生态环境', null, '330702', false],
  ['power', 'utility_power', '供电抢修中心', 'Power repair', '供电', null, '330702', true],
  ['gas', 'utility_gas', '燃气抢修中心', 'Gas repair', '燃气', null, '330702', true],
  ['water-supply', 'utility_water', '供水抢修中心', 'Water supply repair', '供水', null, '330702', true],
  ['telecom', 'utility_telecom', '通信保障中心', 'Telecom support', '通信', null, '330702', true],
  ['education', 'education', '区教育局', 'Education bureau', '教育', null, '330702', false],
  ['culture', 'culture', '区文旅局', 'Culture and tourism bureau', '文旅', null, '330702', false],
  ['housing', 'housing', '区住建局', 'Housing bureau', '住建', null, '330702', false],
  ['publicity', 'publicity', '区委宣传部（网信办）', 'Publicity office', '宣传', null, '330702', false],
  ['volunteers', 'volunteer', '婺城志愿者联合队', 'Wucheng volunteers', '志愿者', null, '330702', true],
]

/** All organisations by id; each township is one too, without jurisdiction where the development zone runs it. */
export function organisations(townships: readonly Township[]): Record<string, Organisation> {
  const linked = ROWS.map(([id, role, name, nameEn, shortName, parent, areaId, madeUp]): [string, Organisation] => [
    id, { name, nameEn, shortName, role, ...(parent ? { parent } : {}), ...(areaId ? { areaId } : {}), jurisdiction: true, madeUp },
  ])
  const zone: [string, Organisation] = ['zone', { name: '金华开发区应急指挥中心', nameEn: 'Development zone command centre', shortName: '开发区', role: 'center', jurisdiction: false, madeUp: true }]
  const towns = townships.map((t): [string, Organisation] => [
    `town-${t.code}`,
    { name: `${t.name}${t.name.endsWith('街道') ? '办事处' : '人民政府'}`, nameEn: `${t.nameEn} township office`, shortName: t.name, role: 'township', areaId: t.code, jurisdiction: !t.zone, madeUp: false, ...(t.zone ? { parent: 'zone' } : {}) },
  ])
  return Object.fromEntries([...linked, zone, ...towns])
}
