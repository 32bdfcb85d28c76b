/** Words every face uses. */
const common = {
  close: '关闭',
  retry: '重试',
  sending: '发送中…',
  loading: '正在取 {source}',
  restored: '已恢复',
  asOf: '截至 {time}',
  ago: '{age} 前',
  days: '周日 周一 周二 周三 周四 周五 周六',
  date: '{year}年{month}月{day}日',
  tomorrow: '明日 {time}',
  tomorrowShort: '明 {time}',
  dayAt: '{month}月{day}日 {time}',
  notSecret: '非涉密系统 严禁处理涉密信息',
  notSecretShort: '非涉密系统',
  demo: '演示数据',
  replay: '历史数据重放',
  scenarioClock: '情景时钟 ×{rate}',
  comma: '、',
  unknownPlace: '位置不详',
}
export default common
