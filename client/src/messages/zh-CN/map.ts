/** Words on and around the map. */
const map = {
  label: '地图',
  viewAuto: '视图 自动',
  viewHeld: '视图 锁定',
  release: '按 F 放开视图',
  idleLegend: '圆数 = 待命力量',
  outside: '视图外 {units} 队 {incidents} 起',
  outsideUnits: '视图外 {units}',
  mayBeWithin: '可能范围 {km} km',
  approximateCells: '街镇界为近似示意',
  ago: '{age} 前',
  more: '+{n}',
  semicolon: '；',
  staleLegend: '虚线空心 = 位置已过期',
  failed: '底图未取到，{seconds} s 后再试',
  visit: 'P1 {of} 起，第 {turn} 起',
  lateBy: '{stage} 超时 {time}',
}
export default map
