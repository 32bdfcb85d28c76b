import type { CallCategory, IncidentClass, IncidentKind } from '@liandong/shared/incident/contract'

type Row = [id: string, name: string, nameEn: string, cls: IncidentClass, category: CallCategory, priority: 1 | 2 | 3 | 4, glyph: string, keys: string, share: number, sensitive?: true]

/** Kinds of incident with pinyin initials as keys; `share` divides the category (default of ours [D]). */
const ROWS: Row[] = [
  ['residential-fire', '居民楼起火', 'Residential fire', 'accident', 'fire', 1, 'fire', 'jmlqh', 3],
  ['shed-fire', '车棚起火', 'Bicycle shed fire', 'accident', 'fire', 2, 'fire', 'cpqh', 3],
  ['factory-fire', '厂房起火', 'Factory fire', 'accident', 'fire', 1, 'factory', 'cfqh', 1],
  ['vehicle-fire', '车辆起火', 'Vehicle fire', 'accident', 'fire', 2, 'fire', 'clqh', 3],
  ['rubbish-fire', '垃圾堆着火', 'Rubbish fire', 'accident', 'fire', 3, 'fire', 'ljzh', 4],
  ['forest-fire', '山林火情', 'Forest fire', 'natural_disaster', 'fire', 1, 'fire', 'slhq', 1],
  ['smoke-alarm', '烟感报警', 'Smoke alarm', 'accident', 'device', 2, 'smoke', 'ygbj', 8],
  ['charger-alarm', '充电桩过温', 'Charger overheating', 'accident', 'device', 2, 'charger', 'cdzgw', 5],
  ['door-forced', '门禁强开', 'Door forced open', 'social_security', 'device', 3, 'other', 'mjqk', 3],
  ['lift-alarm', '电梯故障报警', 'Lift fault', 'accident', 'device', 3, 'elevator', 'dtgz', 4],
  ['road-crash-injured', '交通事故有人受伤', 'Road crash, injured', 'accident', 'traffic', 2, 'car-crash', 'jtsgss', 12],
  ['road-crash', '两车相撞', 'Two cars collided', 'accident', 'traffic', 3, 'car-crash', 'lcxz', 46],
  ['road-crash-serious', '重大交通事故', 'Serious road crash', 'accident', 'traffic', 1, 'car-crash', 'zdjtsg', 1],
  ['e-bike-crash', '电动车事故', 'E-bike crash', 'accident', 'traffic', 3, 'car-crash', 'ddcsg', 18],
  ['traffic-jam', '交通拥堵', 'Traffic jam', 'service', 'traffic', 4, 'car-crash', 'jtyd', 9],
  ['illegal-parking', '违停堵路', 'Parked across the road', 'service', 'traffic', 4, 'car-crash', 'wtdl', 12],
  ['lift-trapped', '电梯困人', 'People trapped in a lift', 'accident', 'emergency_help', 2, 'elevator', 'dtkr', 6],
  ['gas-smell', '燃气异味', 'Smell of gas', 'accident', 'emergency_help', 2, 'gas', 'rqyw', 4],
  ['gas-leak', '燃气泄漏', 'Gas leak', 'accident', 'emergency_help', 1, 'gas', 'rqxl', 1],
  ['medical', '突发疾病', 'Sudden illness', 'public_health', 'emergency_help', 2, 'medical', 'tfjb', 26],
  ['medical-critical', '呼吸心跳骤停', 'Cardiac arrest', 'public_health', 'emergency_help', 1, 'medical', 'xtzt', 2],
  ['lost-person', '人员走失', 'Missing person', 'social_security', 'emergency_help', 2, 'lost-person', 'ryzs', 8, true],
  ['drowning', '落水求救', 'Person in the water', 'accident', 'emergency_help', 1, 'flood', 'lsqj', 1],
  ['locked-out', '被困求助', 'Locked in or out', 'service', 'emergency_help', 3, 'other', 'bkqz', 16],
  ['animal', '动物伤人或入户', 'Animal attack or intrusion', 'service', 'emergency_help', 3, 'animal', 'dwsr', 10],
  ['power-cut', '停电', 'Power cut', 'accident', 'emergency_help', 3, 'power', 'td', 9],
  ['water-leak', '水管爆裂', 'Burst water main', 'accident', 'emergency_help', 3, 'water-leak', 'sgbl', 9],
  ['line-down', '电线坠落', 'Power line down', 'accident', 'emergency_help', 2, 'power', 'dxzl', 2],
  ['road-collapse', '路面塌陷', 'Road collapse', 'accident', 'emergency_help', 2, 'manhole', 'lmtx', 2],
  ['flooding', '积水内涝', 'Flooded road', 'natural_disaster', 'emergency_help', 3, 'flood', 'jsnl', 2],
  ['landslide', '山体落石', 'Rockfall or landslide', 'natural_disaster', 'emergency_help', 3, 'landslide', 'stls', 1],
  ['tree-down', '树木倒伏', 'Fallen tree', 'natural_disaster', 'emergency_help', 3, 'tree', 'smdf', 3],
  ['chemical', '危化品泄漏', 'Chemical spill', 'accident', 'emergency_help', 1, 'chemical', 'whpxl', 0.4],
  ['food-poisoning', '疑似食物中毒', 'Suspected food poisoning', 'public_health', 'emergency_help', 2, 'food', 'swzd', 0.6],
  ['dispute-neighbour', '邻里纠纷', 'Dispute between neighbours', 'social_security', 'dispute', 3, 'dispute', 'lljf', 34, true],
  ['dispute-family', '家庭纠纷', 'Family dispute', 'social_security', 'dispute', 3, 'dispute', 'jtjf', 30, true],
  ['dispute-wage', '劳资纠纷', 'Wage dispute', 'social_security', 'dispute', 3, 'dispute', 'lzjf', 12, true],
  ['dispute-consumer', '消费纠纷', 'Consumer dispute', 'social_security', 'dispute', 4, 'dispute', 'xfjf', 24],
  ['fight', '打架斗殴', 'Fight', 'social_security', 'public_order', 2, 'fight', 'djdo', 30],
  ['noise', '噪音扰民', 'Noise', 'social_security', 'public_order', 4, 'noise', 'zyrm', 44],
  ['fireworks', '违规燃放烟花', 'Illegal fireworks', 'social_security', 'public_order', 3, 'fire', 'rfyh', 8],
  ['crowd', '人员聚集', 'Crowd gathering', 'social_security', 'public_order', 2, 'crowd', 'ryjj', 6],
  ['theft', '盗窃', 'Theft', 'social_security', 'criminal', 3, 'theft', 'dq', 8],
  ['robbery', '抢夺抢劫', 'Robbery', 'social_security', 'criminal', 1, 'theft', 'qdqj', 1],
  ['manhole-missing', '井盖缺失', 'Manhole cover missing', 'service', 'service', 3, 'manhole', 'jgqs', 22],
  ['street-light', '路灯故障', 'Street light out', 'service', 'service', 4, 'power', 'ldgz', 24],
  ['street-vendor', '占道经营', 'Street trading', 'service', 'service', 4, 'other', 'zdjy', 30],
  ['dust', '工地扬尘', 'Dust from a site', 'service', 'service', 4, 'factory', 'gdyc', 14],
  ['river-litter', '河道漂浮物', 'Litter in the river', 'service', 'service', 4, 'water-leak', 'hdpfw', 10],
  ['lightning', '雷击受损', 'Lightning damage', 'natural_disaster', 'other', 3, 'lightning', 'ljss', 4],
  ['other', '其他警情', 'Other', 'social_security', 'other', 4, 'other', 'qt', 96],
]

export const incidentKinds = (): Record<string, IncidentKind> =>
  Object.fromEntries(ROWS.map(([id, name, nameEn, cls, category, priority, glyph, keys, , sensitive]) => [
    id, { name, nameEn, class: cls, category, priority, glyph, keys, ...(sensitive ? { sensitivePlace: true } : {}) },
  ]))

/** Shares of the kinds within a category. */
export const kindShares = (category: CallCategory): Record<string, number> =>
  Object.fromEntries(ROWS.filter((r) => r[4] === category).map((r) => [r[0], r[8]]))
