import type desk from '../zh-CN/desk'
import type { Same } from '../same'

/** The duty desk. */
const texts: Same<typeof desk> = {
  title: 'Liandong',
  face: 'Duty desk',
  queue: {
    title: 'Open', note: 'level, then next deadline', empty: 'No open incidents', late: '{n} overdue', loading: 'open incidents', draft: 'New report, being written', draftEmpty: 'no place yet',
    allDone: 'orders done, to resolve',
  },
  closed: { title: 'Just ended', note: 'within 12 h', empty: 'Nothing ended within 12 h' },
  alerts: {
    title: 'Alerts to confirm', note: 'orders nobody answered', empty: 'No alert waits', taken: '{n} confirmed',
    headline: '{unit} did not answer', step: 'in {left} tells the {whom}', now: 'telling the {whom}', ended: 'told up to the {whom}; no further step',
    confirm: 'Confirm', confirmed: '{who} confirmed at {time}; goes no further',
  },
  stage: { register: 'Accept', dispatch: 'Dispatch', review: 'Return call' },
  form: {
    title: 'New report', note: 'place and kind are enough', kept: 'draft kept here {time}', notKept: "this machine can't keep the draft", startedAt: 'picked up {time}',
    place: 'Place', placeHint: 'road, number, estate; begin with the township to assign it', area: 'Township', areaNone: 'not set',
    pointNone: 'click the map', pointSet: 'at {lon}, {lat}', pointClear: 'clear',
    kind: 'Kind', kindHint: 'letters or name', kindNone: 'no kind matches', kindLoading: 'kinds',
    priority: 'Level', priorityDefault: 'by kind P{n} {word}', text: 'Account', textHint: 'what is seen, how big, anyone inside', headcount: 'People', danger: 'Danger', source: 'Source',
    masked: 'phone and identity numbers are masked before sending',
    submit: 'Register and accept', submitDispatch: 'Register, accept and send {n}', only: 'Register only', clear: 'Clear', leave: 'Put aside',
    missingPlace: 'place is missing', missingKind: 'kind is missing', sending: 'Sending…', waiting: 'Sending… not connected, goes by itself once connected', done: 'Registered {no}',
    clearSure: 'Clear this draft?', clearConsequence: "What you wrote is removed from this machine and can't be brought back.", left: 'Register in', over: 'Register late',
  },
  sheet: {
    none: 'No incident selected', noneHint: '{j} {k} to choose, {n} for a new report', source: 'Source', received: 'Received', lead: 'Lead', grade: 'Grade', ungraded: 'not graded',
    headcount: 'People', danger: 'Danger', unverified: 'unverified', approximate: 'about', noPoint: 'no position', next: 'Next', mergedInto: 'merged into {no}',
    actions: 'Actions',
  },
  orders: { title: 'Orders', note: 'one per unit', empty: 'No order issued yet', emptyHint: '{p} for suggestions', open: '{n} open', byPhone: 'report for', },
  verb: {
    new: 'New', accept: 'Accept', dispatch: 'Dispatch', feedback: 'Feedback', file: 'File', resolve: 'Resolve', review: 'Review', close: 'Close', rework: 'Send back', reject: 'Reject', void: 'Void',
    recordOnly: 'Record only', undo: 'Undo', map: 'Map', command: 'Command', keys: 'All keys', leave: 'Leave', down: 'Down', up: 'Up', first: 'First row', last: 'Last row', open: 'Open or send',
    toggle: 'Tick or untick', find: 'Find unit', acknowledge: 'Acknowledged', confirm: 'Confirm alert', enRoute: 'En route', onScene: 'On scene', done: 'Done', decline: 'Declined', recall: 'Recall', report: 'New', order: 'Send',
  },
  pane: { queue: 'Open incidents', alerts: 'Alerts', orders: 'Orders', dispatch: 'Suggestions', any: 'Everywhere' },
  dispatch: {
    title: 'Suggested units', card: '{kind} P{p} run card', noCard: 'no run card; listed by distance', demoCard: 'demo run card', none: 'Choose an incident or write a report to get suggestions', basis: 'time from straight line ×{f} at usual speed', noPlace: 'No position, so nothing is suggested by distance: click the map or choose a township',
    seat: "from the township's seat", need: 'needs {n}', short: '{n} short', already: '{n} sent', suggested: 'suggested', spare: 'spare', refused: 'not free', others: '{n} more of these kinds not listed', send: 'Send {n}', sendNone: 'Nothing ticked',
    km: '{n} km', min: 'about {n} min', sending: 'Sending…', find: 'Find unit: call sign', nothing: 'no such call sign', shortLine: 'Short of {list}', noneFree: 'none free',
    reason: { nearest: 'nearest', 'only-free': 'only one free', 'enough-nearer': 'free; enough are nearer', 'old-position': 'position {age} old', 'from-home': 'from its base', 'no-distance': 'distance unknown' },
    wait: 'accept first, then order', crew: 'crew {n}',
  },
  file: { title: 'File', note: 'from the log, never edited', empty: 'Nothing recorded', loading: 'the file', failed: 'The file could not be read', stale: 'not connected, as of {time}', recorded: 'recorded {time}', more: '{n} entries' },
  command: {
    hint: 'command, place, number, call sign', example: 'send Chengbei 1, 2 to current', enterPreviews: 'Enter previews, nothing is sent yet', enterSends: 'Enter again to do it', enterOpens: 'Enter opens', esc: 'Esc cancels', changed: 'things have changed, look again', tab: 'Tab completes {word}',
    gap: {
      empty: '', verb: 'say what to do: new, send, accept, confirm, arrived, feedback, recall, resolve…', place: 'place is missing', kind: 'kind is missing (letters or name)', unit: 'call sign is missing', incident: 'which incident: → last four digits', alert: 'no alert waits', words: 'words are missing',
      'unknown-unit': 'no unit "{word}"', 'unknown-incident': 'no incident "{word}"', 'unit-without-order': '{word} has no open order', 'ambiguous-unit': '"{word}" could be {options}', 'ambiguous-incident': '"{word}" could be {options}',
    },
    say: {
      report: 'Register and accept: {place}, {kind}, P{p}', order: 'Send {n} → {incident}', orderNone: 'Nothing to send → {incident}', unitRefused: '{why}; will not be sent', move: '{verb} {incident}', confirm: 'Confirm alert: {unit}; the ladder stops', step: '{unit} {verb} (by phone)', said: '{unit} {verb}: {words} (by phone)', open: 'Open {incident}', file: 'Open the file of {incident}', not: 'Not now: {why}',
    },
  },
  ask: {
    reason: 'Reason', words: 'Words', go: 'Do it', cancel: "Don't", needed: '{what} first',
    feedback: '{unit} reports (by phone)', feedbackNote: 'Goes into the file; the progress clock starts again.',
    decline: '{unit} declines (by phone)', declineNote: 'The order ends and {unit} is idle again; if all decline, the incident goes back to "Accepted".',
    recall: 'Recall the order of {unit}', recallNote: "{unit} is told of the recall and returns; it can't be undone, only ordered again.",
    reject: 'Reject {no}', rejectNote: 'The incident ends here and stays in the file only; nobody can be sent.',
    void: 'Void {no}', voidNote: "The incident ends and counts as set aside; this can't be undone.",
    recordOnly: 'Record {no} only', recordOnlyNote: 'The incident ends here; nobody will be sent.',
    rework: 'Send {no} back', reworkNote: 'It is handled again and more units can be sent.',
    resolve: 'Resolve {no}', resolveNote: 'All orders have ended. A review or return call follows; its clock starts.',
    close: 'Close {no}', closeNote: "After closing nobody can be sent and it can't go back; it is archived after {days} days.",
  },
  notice: {
    masked: '{what}: a phone or identity number in the text was masked',
    sent: 'Sent {unit} → {no}', undo: 'Undo', undoLast: 'Undo the last', undone: 'Recalled {unit}', rejected: 'Not done', fault: 'Not delivered', retry: 'Retry', dismiss: 'Dismiss', nothingToUndo: 'Nothing to undo: an order can be taken back within 60 seconds while unanswered',
    notNowWhy: "Can't {verb} now: {why}", pick: 'Choose a row first',
  },
  status: {
    live: 'Connected', late: 'Connected, silent for {age}', lost: 'Disconnected for {age}, attempt {n}; picture as of {time}, wishes wait and go by themselves', connecting: 'Connecting', unequal: "The picture differs from the server's and is being fetched again", unrecorded: 'The server can record nothing for {age}: wishes are tried again by themselves',
    restored: 'Connection restored', unknownAsOf: '—', position: 'position {n}',
  },
  top: { secret: 'Not for classified matter', alarms: 'alarms 10 min', trust: 'trust', lang: '中', langLabel: '切换到中文' },
  keysSheet: { title: 'All keys', note: 'letters do nothing while you type; Esc leaves the field first', form: 'New report', formSubmit: 'register and accept (with the ticked units)', formOnly: 'register only', formNext: 'next field', formPriority: 'level P1–P4' },
  map: { point: 'Click the map to place the report', draft: 'New report, position to confirm', auto: 'view auto', held: 'view held by hand', release: 'release', legend: 'circled = units standing by; dashed hollow = old position', outside: '{units} units, {incidents} incidents outside', failed: 'map not loaded, again in {seconds} s', links: 'lines show direction only' },
}
export default texts
