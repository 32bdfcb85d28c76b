/** 值班台。 */
const desk = {
  title: '联动',
  face: '值班台',
  queue: {
    title: '在办', note: '先级别，后下一时限', empty: '当前无在办事件', late: '超时 {n}', loading: '在办事件', draft: '新警 登记中', draftEmpty: '未填地点',
    allDone: '指令已完 待办结',
  },
  closed: { title: '刚办结', note: '12 小时内', empty: '12 小时内无办结' },
  alerts: {
    title: '待确认告警', note: '签收超时', empty: '当前无待确认告警', taken: '已确认 {n}',
    headline: '{unit} 签收超时', step: '{left} 后自动报 {whom}', now: '正在报 {whom}', ended: '已报至 {whom}，无后续',
    confirm: '确认', confirmed: '{who} 已确认 {time}，不再上报',
  },
  stage: { register: '受理', dispatch: '派单', review: '回访' },
  form: {
    title: '接警登记', note: '地点和类别即可', kept: '草稿已存本机 {time}', notKept: '本机不能保存草稿', startedAt: '接起 {time}',
    place: '地点', placeHint: '路、门牌、小区；以乡镇街道开头可自动归属', area: '乡镇街道', areaNone: '未定',
    pointNone: '点地图定位', pointSet: '已定位 {lon}, {lat}', pointClear: '清除',
    kind: '类别', kindHint: '输首字母或名称', kindNone: '没有匹配的类别', kindLoading: '类别',
    priority: '级别', priorityDefault: '按类别 P{n} {word}', text: '概况', textHint: '看到什么、多大、有没有人', headcount: '人数', danger: '危险', source: '来源',
    masked: '手机号、身份证号发送前自动遮盖',
    submit: '登记并受理', submitDispatch: '登记、受理并派 {n} 队', only: '只登记', clear: '清空', leave: '放一放',
    missingPlace: '还缺地点', missingKind: '还缺类别', sending: '发送中…', waiting: '发送中… 未连接，连上自动送达', done: '已登记 {no}',
    clearSure: '清空这份草稿？', clearConsequence: '写下的内容会从本机删除，不能恢复。', left: '登记 余', over: '登记 超',
  },
  sheet: {
    none: '没有选中的事件', noneHint: '{j} {k} 选择，{n} 登记新警', source: '来源', received: '接报', lead: '牵头', grade: '定级', ungraded: '未定级',
    headcount: '人数', danger: '危险', unverified: '待核实', approximate: '约', noPoint: '未定位', next: '下一时限', mergedInto: '已并入 {no}',
    actions: '操作',
  },
  orders: { title: '指令', note: '一队一令', empty: '还没有下达指令', emptyHint: '{p} 看建议', open: '未完 {n}', byPhone: '代报', },
  verb: {
    new: '新警', accept: '受理', dispatch: '派遣', feedback: '反馈', file: '档案', resolve: '办结', review: '核查', close: '结案', rework: '返工', reject: '不予受理', void: '作废',
    recordOnly: '仅备案', undo: '撤销', map: '地图', command: '命令', keys: '全部键', leave: '离开', down: '下移', up: '上移', first: '到首行', last: '到末行', open: '打开或下达',
    toggle: '选或不选', find: '找力量', acknowledge: '签收', confirm: '确认告警', enRoute: '出动', onScene: '到场', done: '完成', decline: '退回', recall: '撤回', report: '新警', order: '派',
  },
  pane: { queue: '在办', alerts: '告警', orders: '指令', dispatch: '建议派遣', any: '处处可用' },
  dispatch: {
    title: '建议派遣', card: '{kind} P{p} 预案', noCard: '没有预案，按距离列出', demoCard: '示意预案', none: '选中事件或登记新警后给出建议', basis: '时间按直线 ×{f} 与常速估算', noPlace: '没有坐标，不能按距离建议：在地图上点一下，或选乡镇街道',
    seat: '按乡镇所在地估算', need: '需 {n}', short: '缺 {n}', already: '已派 {n}', suggested: '建议', spare: '备选', refused: '不可派', others: '另 {n} 队同类未列', send: '下达 {n} 队', sendNone: '未选力量',
    km: '{n} km', min: '约 {n} min', sending: '发送中…', find: '找力量：呼号', nothing: '没有这个呼号', shortLine: '缺口 {list}', noneFree: '没有可派的力量',
    reason: { nearest: '最近', 'only-free': '唯一可派', 'enough-nearer': '可派；更近的已够', 'old-position': '位置 {age} 前', 'from-home': '按驻地', 'no-distance': '距离未知' },
    wait: '先受理，再派单', crew: '{n} 人',
  },
  file: { title: '档案', note: '日志原文，只增不改', empty: '没有记录', loading: '档案', failed: '档案读取失败', stale: '未连接，截至 {time}', recorded: '补记 {time}', more: '{n} 条' },
  command: {
    hint: '命令、地点、编号、呼号', example: '派 城北 1、2，供电 → 当前', enterPreviews: '回车预览，不直接下达', enterSends: '再按回车执行', enterOpens: '回车打开', esc: 'Esc 取消', changed: '情况已变，请再看一遍', tab: 'Tab 补全 {word}',
    gap: {
      empty: '', verb: '先说做什么：新 派 受理 确认 签收 到场 反馈 撤回 办结…', place: '还缺地点', kind: '还缺类别（首字母或名称）', unit: '还缺呼号', incident: '还缺事件：→ 编号末四位', alert: '没有等待确认的告警', words: '还缺内容',
      'unknown-unit': '没有“{word}”这支力量', 'unknown-incident': '没有“{word}”这起事件', 'unit-without-order': '{word} 没有未完的指令', 'ambiguous-unit': '“{word}”指哪一支：{options}', 'ambiguous-incident': '“{word}”指哪一起：{options}',
    },
    say: {
      report: '登记并受理：{place}，{kind}，P{p}', order: '派 {n} 队 → {incident}', orderNone: '没有可下达的 → {incident}', unitRefused: '{why}，不会下达', move: '{verb} {incident}', confirm: '确认告警：{unit}，停止逐级上报', step: '{unit} {verb}（电话代报）', said: '{unit} {verb}：{words}（电话代报）', open: '打开 {incident}', file: '打开档案 {incident}', not: '现在不能：{why}',
    },
  },
  ask: {
    reason: '理由', words: '内容', go: '执行', cancel: '不做', needed: '先写{what}',
    feedback: '{unit} 反馈（电话代报）', feedbackNote: '写入档案，进展时限重新计算。',
    decline: '{unit} 退回指令（电话代报）', declineNote: '这条指令结束，{unit} 回到待命；全部退回时事件回到“已受理”。',
    recall: '撤回 {unit} 的指令', recallNote: '{unit} 会再收到一条撤回通知，转为返回；撤回后不能恢复，只能重新下达。',
    reject: '不予受理 {no}', rejectNote: '事件就此结束，只留在档案里，不能再派单。',
    void: '作废 {no}', voidNote: '事件就此结束并计入“另结”，不能恢复。',
    recordOnly: '{no} 仅备案', recordOnlyNote: '事件就此结束，不再派单。',
    rework: '{no} 返工', reworkNote: '回到“处置中”，可再派力量。',
    resolve: '办结 {no}', resolveNote: '全部指令已结束。随后须核查或回访，时限开始计。',
    close: '结案 {no}', closeNote: '结案后不能再派单或返工；{days} 天后归档。',
  },
  notice: {
    masked: '{what}：文字里的手机号或身份证号已遮盖',
    sent: '已下达 {unit} → {no}', undo: '撤销', undoLast: '撤销最后一队', undone: '已撤回 {unit}', rejected: '未执行', fault: '未送达', retry: '重试', dismiss: '知道了', nothingToUndo: '没有可撤销的：指令下达 60 秒内、未签收时可直接撤销',
    notNowWhy: '现在不能{verb}：{why}', pick: '先选一条',
  },
  status: {
    live: '已连接', late: '已连接，{age} 没有消息', lost: '连接断开 {age}，第 {n} 次重连；画面截至 {time}，操作会等连上再送', connecting: '正在连接', unequal: '画面与服务器不一致，正在重取', unrecorded: '服务器暂不能记录，已 {age}；操作会自动再试',
    restored: '已恢复连接', unknownAsOf: '—', position: '位置 {n}',
  },
  top: { secret: '非涉密系统', alarms: '告警 10 min', trust: '可信', lang: 'EN', langLabel: 'Switch to English' },
  keysSheet: { title: '全部按键', note: '输入文字时单键不起作用；Esc 先离开输入框', form: '接警登记', formSubmit: '登记并受理（连同所选力量）', formOnly: '只登记', formNext: '下一项', formPriority: '级别 P1–P4' },
  map: { point: '点地图为新警定位', draft: '新警 待确认位置', auto: '视图 自动', held: '视图 已锁定（手动）', release: '放开', legend: '圆数 = 待命力量；虚线空心 = 位置已过期', outside: '视图外 {units} 队 {incidents} 起', failed: '底图未取到，{seconds} s 后再试', links: '连线仅示意方向' },
}
export default desk
