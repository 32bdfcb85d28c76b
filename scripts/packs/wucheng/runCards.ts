import type { RunCard } from '@liandong/shared/plan/contract'
import type { UnitKind } from '@liandong/shared/unit/contract'

type Need = [kind: UnitKind, count: number, task: string]

/** Who goes to what, at which priority: defaults of ours [D] for the demonstration, to be replaced by the district's. */
const CARDS: [kindId: string, priority: 1 | 2 | 3 | 4, needs: Need[]][] = [
  ['residential-fire', 1, [['fire_engine', 3, '灭火搜救'], ['fire_ladder', 1, '登高救援'], ['fire_command', 1, '现场指挥'], ['patrol_car', 2, '警戒疏散'], ['ambulance', 1, '医疗救护'], ['repair_power', 1, '切断电源']]],
  ['residential-fire', 2, [['fire_engine', 2, '灭火搜救'], ['patrol_car', 1, '警戒疏散'], ['repair_power', 1, '切断电源']]],
  ['shed-fire', 2, [['fire_engine', 2, '灭火'], ['patrol_car', 1, '警戒疏散'], ['repair_power', 1, '切断电源']]],
  ['factory-fire', 1, [['fire_engine', 4, '灭火'], ['fire_ladder', 1, '登高供水'], ['fire_command', 1, '现场指挥'], ['patrol_car', 2, '警戒疏散'], ['ambulance', 1, '医疗救护'], ['repair_power', 1, '切断电源']]],
  ['vehicle-fire', 2, [['fire_engine', 1, '灭火'], ['patrol_car', 1, '交通管制']]],
  ['rubbish-fire', 3, [['fire_engine', 1, '灭火']]],
  ['forest-fire', 1, [['fire_engine', 3, '灭火'], ['drone', 1, '火线侦察'], ['volunteer_team', 2, '清理隔离带'], ['patrol_car', 1, '封控道路']]],
  ['smoke-alarm', 2, [['fire_engine', 1, '到场核实'], ['volunteer_team', 1, '先期查看']]],
  ['charger-alarm', 2, [['fire_engine', 1, '到场核实'], ['repair_power', 1, '断电检修']]],
  ['door-forced', 3, [['patrol_car', 1, '到场核实']]],
  ['road-crash-injured', 2, [['patrol_car', 2, '勘查管制'], ['ambulance', 1, '医疗救护']]],
  ['road-crash', 3, [['patrol_car', 1, '勘查疏导']]],
  ['road-crash-serious', 1, [['patrol_car', 3, '勘查管制'], ['ambulance', 2, '医疗救护'], ['fire_engine', 1, '破拆救援'], ['rescue_team', 1, '破拆救援']]],
  ['e-bike-crash', 3, [['moto', 1, '勘查疏导']]],
  ['traffic-jam', 4, [['moto', 1, '疏导']]],
  ['illegal-parking', 4, [['moto', 1, '清障']]],
  ['lift-trapped', 2, [['fire_engine', 1, '开梯救人'], ['patrol_car', 1, '维持秩序']]],
  ['lift-alarm', 3, [['patrol_car', 1, '到场核实']]],
  ['gas-smell', 2, [['repair_gas', 1, '检测关阀'], ['patrol_car', 1, '警戒疏散']]],
  ['gas-leak', 1, [['fire_engine', 2, '稀释掩护'], ['repair_gas', 1, '关阀堵漏'], ['patrol_car', 2, '警戒疏散'], ['ambulance', 1, '医疗待命'], ['repair_power', 1, '切断电源']]],
  ['medical', 2, [['ambulance', 1, '急救转运']]],
  ['medical-critical', 1, [['ambulance', 1, '急救转运'], ['patrol_car', 1, '开道']]],
  ['lost-person', 2, [['patrol_car', 1, '查找'], ['volunteer_team', 2, '分片搜寻']]],
  ['drowning', 1, [['rescue_team', 1, '水域救援'], ['fire_engine', 1, '协助救援'], ['ambulance', 1, '医疗救护'], ['patrol_car', 1, '警戒']]],
  ['locked-out', 3, [['patrol_car', 1, '到场帮助']]],
  ['animal', 3, [['patrol_car', 1, '到场处置']]],
  ['power-cut', 3, [['repair_power', 1, '抢修']]],
  ['water-leak', 3, [['repair_water', 1, '关阀抢修'], ['law_enf', 1, '围挡']]],
  ['line-down', 2, [['repair_power', 1, '断电抢修'], ['patrol_car', 1, '警戒']]],
  ['road-collapse', 2, [['patrol_car', 1, '交通管制'], ['repair_water', 1, '排查管线'], ['law_enf', 1, '围挡']]],
  ['flooding', 3, [['repair_water', 1, '排水'], ['patrol_car', 1, '交通管制']]],
  ['landslide', 3, [['law_enf', 1, '围挡清理'], ['drone', 1, '空中查看']]],
  ['tree-down', 3, [['law_enf', 1, '清障']]],
  ['chemical', 1, [['fire_engine', 3, '稀释堵漏'], ['fire_command', 1, '现场指挥'], ['patrol_car', 2, '封控疏散'], ['ambulance', 1, '医疗待命'], ['drone', 1, '空中侦察']]],
  ['food-poisoning', 2, [['ambulance', 2, '救治转运'], ['patrol_car', 1, '维持秩序']]],
  ['dispute-neighbour', 3, [['patrol_car', 1, '先期调处']]],
  ['dispute-family', 3, [['patrol_car', 1, '先期调处']]],
  ['dispute-wage', 3, [['patrol_car', 1, '维持秩序']]],
  ['dispute-consumer', 4, [['patrol_car', 1, '先期调处']]],
  ['fight', 2, [['patrol_car', 2, '制止控制']]],
  ['noise', 4, [['patrol_car', 1, '劝导']]],
  ['fireworks', 3, [['patrol_car', 1, '制止'], ['law_enf', 1, '查处']]],
  ['crowd', 2, [['patrol_car', 2, '疏导劝返'], ['volunteer_team', 1, '疏导']]],
  ['theft', 3, [['patrol_car', 1, '现场勘查']]],
  ['robbery', 1, [['patrol_car', 3, '围堵查控'], ['moto', 1, '追踪']]],
  ['manhole-missing', 3, [['law_enf', 1, '围挡修复']]],
  ['street-light', 4, [['repair_power', 1, '检修']]],
  ['street-vendor', 4, [['law_enf', 1, '劝导']]],
  ['dust', 4, [['law_enf', 1, '检查']]],
  ['river-litter', 4, [['law_enf', 1, '清理']]],
  ['lightning', 3, [['repair_power', 1, '检修']]],
  ['other', 4, [['patrol_car', 1, '到场了解']]],
]

/** Run cards by id `<kind>.p<priority>`. */
export const runCards = (): Record<string, RunCard> =>
  Object.fromEntries(CARDS.map(([kindId, priority, needs]) => [
    `${kindId}.p${priority}`, { kindId, priority, needs: needs.map(([unitKind, count, task]) => ({ unitKind, count, task })), madeUp: true },
  ]))
