import type { Same } from '../same'
import type zh from '../zh-CN/seal'

/** The caller: what is kept sealed. */
const seal: Same<typeof zh> = {
  caller: 'Caller', contact: 'Phone', name: 'Name', hint: 'kept sealed, never in the file, destroyed when its term is over; not part of the kept draft, lost when the page closes',
  short: 'at least 3 characters', none: 'not recorded', view: 'show', gone: 'could not be read', left: 'hidden in {n} s', hide: 'hide',
  kind: { 'caller-contact': 'phone', 'caller-name': 'name', 'original-payload': 'original' },
  ask: 'Show {kind}', note: 'One at a time; the reason, the time and your account are recorded.', reason: 'Reason', reasonHint: 'such as: calling back about the address (3 characters or more)', go: 'Show', refused: "can't be shown: {why}",
  sent: 'Caller sealed', unsent: 'Caller not delivered for {no}', unsentWhy: 'Caller not recorded for {no}: {why}',
}
export default seal
