import type zh from '../zh-CN/map'
import type { Same } from '../same'

const map: Same<typeof zh> = {
  label: 'Map',
  viewAuto: 'View auto',
  viewHeld: 'View held',
  release: 'F releases the view',
  idleLegend: 'circled = standing by',
  outside: 'outside view {units} units, {incidents} incidents',
  outsideUnits: 'outside view {units}',
  mayBeWithin: 'may be within {km} km',
  approximateCells: 'township borders approximate',
  ago: '{age} ago',
  more: '+{n}',
  semicolon: '; ',
  staleLegend: 'dashed, hollow = position out of date',
  failed: 'Base map not loaded, next try in {seconds} s',
  visit: 'P1: {turn} of {of}',
  lateBy: '{stage} overdue {time}',
}
export default map
