import type { Same } from '../same'
import type zh from '../zh-CN/common'

const common: Same<typeof zh> = {
  close: 'Close',
  retry: 'Retry',
  sending: 'Sending…',
  loading: 'Fetching {source}',
  restored: 'Restored',
  asOf: 'as of {time}',
  ago: '{age} ago',
  days: 'Sun Mon Tue Wed Thu Fri Sat',
  date: '{year}-{month}-{day}',
  tomorrow: '+1 d {time}',
  tomorrowShort: '+1 {time}',
  dayAtShort: '{day} {time}',
  dayAt: '{month}/{day} {time}',
  notSecret: 'Not for classified information',
  notSecretShort: 'Unclassified',
  demo: 'Demonstration data',
  replay: 'Replay of recorded data',
  scenarioClock: 'scenario clock ×{rate}',
  comma: ', ',
  clause: '; ',
  semicolon: '; ',
  unknownPlace: 'place unknown',
}
export default common
