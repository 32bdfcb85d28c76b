/** 来电人：封存信息。 */
const seal = {
  caller: '来电人', contact: '联系电话', name: '称呼', hint: '封存保管，不写入档案，到期销毁；草稿不保存此栏，关闭页面即丢失',
  short: '号码至少 3 位', none: '未登记', view: '查看', gone: '读取失败', left: '{n} 秒后隐藏', hide: '隐藏',
  kind: { 'caller-contact': '电话', 'caller-name': '称呼', 'original-payload': '原文' },
  ask: '查看{kind}', note: '一次只看一条，理由、时间和账号均记录备查。', reason: '理由', reasonHint: '如：回拨核实地址（至少 3 字）', go: '查看', refused: '不能查看：{why}',
  sent: '来电人已封存', unsent: '来电人未送达 {no}', unsentWhy: '来电人未登记 {no}：{why}',
}
export default seal
