import type { Same } from '../same'
import type zh from '../zh-CN/wall'

const wall: Same<typeof zh> = {
  scene: 'Situation',
  count: {
    open: 'Open', overdue: 'Overdue', reported: 'Today', closed: 'Closed',
    usual: 'usual {n}', noBaseline: 'no baseline yet', setAside: 'set aside {n}', none: 'none overdue', first: '{stage} {who}',
  },
  curve: {
    title: 'Reports per hour', difference: 'against usual by now', in: 'within band', above: 'above the usual band', below: 'below the usual band',
    noBaseline: 'No baseline yet: {n} days so far, {need} needed', now: 'now {time}', today: 'today {n}/h', band: 'usual: last {n} days, P10–P90', pastFailed: 'Usual day not fetched {code}', past: 'the usual day',
    aria: 'Reports per hour today, {n} so far',
  },
  kinds: { title: 'Kinds', total: 'total {n}', usual: 'usual, pro rata', empty: 'No reports today yet' },
  areas: { title: 'Townships', rest: 'top {top}: {shown}, other {rest}: {n}', all: 'total {n}', unknown: 'area unknown' },
  list: {
    title: 'Open incidents', order: 'by level, then deadline', elapsed: 'elapsed', next: 'next deadline', empty: 'No open incidents', onScene: '{there}/{of} on scene', noOrder: 'nobody sent',
    orgs: '{n} agencies', late: 'late', centre: 'Centre', rest: '{n} more, none overdue', noLadder: 'no →: must be chased', restLate: '{n} more, {late} of them overdue', source: 'open incidents',
    positions: '{kinds} position as of {time}', positionsShort: '{kinds} as of {time}', never: '{kinds}: no position', trust: 'trust {fallback}',
  },
  stage: { register: 'Accept', dispatch: 'Dispatch', review: 'Review' },
  then: {
    next: '→ in {time} reported to {whom}', soon: '→ being reported to {whom}', taken: '{by} took it at {time}; no further steps', ended: 'reported up to {whom}; top of the ladder', none: 'nothing is sent by itself; someone must chase it',
  },
  orders: { title: 'Orders', inTime: 'in time, 12 h', arrival: 'arrival P90', empty: 'No open orders' },
  flow: { issued: 'waiting', acknowledged: 'acked', en_route: 'en route', on_scene: 'on scene', working: 'working' },
  forces: { title: 'Forces', valid: 'positions valid', lost: 'Lost', idle: 'idle {n}', asOf: 'idle {n} as of {time}', empty: 'No units registered' },
  alerts: { title: 'Alerts', note: 'orders unanswered, and who is told', empty: 'No alerts', steps: 'told {whom}', rest: '{n} more', waiting: 'waiting {n}' },
  trouble: {
    title: 'Trouble', note: 'apart from incidents', empty: '', lost: 'Connection to the server lost', late: 'No heartbeat from the server', unequal: 'Picture differs from the server', unrecorded: 'The server can record nothing', feed: '{name} lost',
    last: 'last {time}', affects: 'affects {units} units, {incidents} incidents', tries: 'reconnected {n} times, never stops', keeps: 'picture stands at {time}; catches up by itself', refetch: 'fetching the whole picture again', stays: 'what is shown holds; reports and orders are refused', byItself: 'goes on by itself once its disk has room',
    will: '→ from {time}: {fallback}', does: '→ {fallback}', waits: '→ last positions until it returns',
  },
  trust: {
    name: 'Picture trust', title: 'Picture trust {n}', note: 'Weighted share of what is on this screen that is inside its contract', part: 'Source', share: 'inside', weight: 'weight', mirror: 'Incidents, orders, alerts', feeds: '{n} feeds lost', age: 'newest', must: 'due ≤{time}', event: 'on change',
    none: '—', never: 'never heard',
  },
  ticker: { reported: 'reported', placeless: '' },
  posts: { dutyLeader: 'Leader', dutyChief: 'Chief' },
  lunar: 'lunar {text}',
  offline: 'estimated',
}
export default wall
