import { KEY_TABLE, type DeskVerb, type Pane } from './keys'

/** What the status line shows: always the same first, then what the pane under the hand adds. */
const ALWAYS: readonly DeskVerb[] = ['command', 'new']
const SHOWN: Record<Pane, readonly DeskVerb[]> = {
  queue: ['accept', 'dispatch', 'feedback', 'file', 'resolve', 'close', 'undo'],
  alerts: ['confirm', 'open'],
  orders: ['acknowledge', 'enRoute', 'onScene', 'feedback', 'done', 'recall', 'file'],
  dispatch: ['toggle', 'open', 'find', 'undo'],
}

/** Keys with their names for where the hand is, as printed on the keys. */
export function hintsFor(pane: Pane, t: (key: string) => string): { keys: string; name: string }[] {
  return [...ALWAYS, ...SHOWN[pane], 'keys' as const].flatMap((verb) => {
    const entry = KEY_TABLE.find((k) => k.verb === verb && k.pane === pane) ?? KEY_TABLE.find((k) => k.verb === verb && k.pane === null)
    return entry ? [{ keys: entry.keys, name: t(`desk.verb.${verb}`) }] : []
  })
}
