/** Words of the video wall. */
const wall = {
  scene: '态势',
  count: {
    open: '在办', overdue: '超时', reported: '今日接报', closed: '已办结',
    usual: '平日同刻 {n}', noBaseline: '暂无基线', setAside: '并案·备案·作废 {n}', none: '无超时', first: '{who} {stage}',
  },
  curve: {
    title: '接报 每小时', difference: '较平日同刻', in: '在带内', above: '高于平日带', below: '低于平日带',
    noBaseline: '暂无基线：已有 {n} 天，满 {need} 天起算', now: '现在 {time}', today: '今日 {n} 起/时', band: '平日带：近 {n} 天 P10–P90', pastFailed: '平日数据未取到 {code}', past: '平日数据',
    aria: '今日每小时接报，现在 {n} 起',
  },
  kinds: { title: '类别', total: '合计 {n}', usual: '平日折算', empty: '今日尚无接报' },
  areas: { title: '街镇', rest: '前 {top} 计 {shown}，其余 {rest} 个计 {n}', all: '共 {n}', unknown: '未定街镇' },
  list: {
    title: '在办事件', order: '先级别，后下一时限', elapsed: '已用时', next: '下一时限', empty: '当前无在办事件', onScene: '{there}/{of} 到场', noOrder: '未派力量',
    orgs: '{n} 单位', late: '超时', centre: '中心', rest: '另 {n} 起，无超时', noLadder: '无 → 者待人催办', restLate: '另 {n} 起，其中超时 {late} 起', source: '在办事件',
    positions: '{kinds}位置 截至 {time}', positionsShort: '{kinds} 截至 {time}', never: '{kinds}无定位', trust: '以{fallback}为准',
  },
  stage: { register: '受理', dispatch: '派单', review: '核查' },
  then: {
    next: '→ {time} 后自动报 {whom}', soon: '→ 正在报 {whom}', taken: '{by} {time} 已接手，不再上报', ended: '已报至 {whom}，上报到顶', none: '此时限不自动上报，待人催办',
  },
  orders: { title: '指令', inTime: '近 12 h 按时签收', arrival: '到场 P90', empty: '当前无在办指令' },
  flow: { issued: '待签收', acknowledged: '签收', en_route: '途中', on_scene: '到场', working: '处置' },
  forces: { title: '力量', valid: '定位有效', lost: '失联', idle: '待命 {n}', asOf: '待命 {n} 截至 {time}', empty: '尚无力量登记' },
  alerts: { title: '告警', note: '签收超时与逐级上报', empty: '当前无告警', steps: '已报 {whom}', rest: '另 {n} 条', waiting: '待接手 {n}' },
  trouble: {
    title: '故障', note: '与警情分列', empty: '', lost: '与服务器的连接中断', late: '服务器无心跳', unequal: '画面与服务器不一致', unrecorded: '服务器暂不能记录', feed: '{name} 中断',
    last: '末次 {time}', affects: '影响 {units} 支力量、{incidents} 起事件', tries: '已自动重连 {n} 次，不停', keeps: '画面停在 {time}，恢复后自动补齐', refetch: '正在重取全部画面', stays: '画面仍有效；接报与指令暂不受理', byItself: '磁盘有空间后自动恢复',
    will: '→ 满 {time} 起以{fallback}为准', does: '→ 以{fallback}为准', waits: '→ 恢复前以末次位置示意',
  },
  trust: {
    name: '画面可信', title: '画面可信 {n}', note: '画面上各项按权重计，在时效约定内的占比', part: '来源', share: '在约定内', weight: '权重', mirror: '事件、指令、告警', feeds: '{n} 路中断', age: '最新', must: '应 ≤{time}', event: '有变才报',
    none: '—', never: '从未收到',
  },
  ticker: { reported: '接报', placeless: '' },
  posts: { dutyLeader: '带班领导', dutyChief: '值班长' },
  lunar: '农历{text}',
  offline: '推算',
}
export default wall
