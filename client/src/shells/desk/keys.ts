/** Where a hand can be. One pane has focus; a letter means what its pane makes of it. */
export const PANES = ['queue', 'alerts', 'orders', 'dispatch'] as const
export type Pane = (typeof PANES)[number]

/** What the desk can be told by key. */
export type DeskVerb =
  | 'command' | 'keys' | 'leave' | 'down' | 'up' | 'first' | 'last' | 'open' | 'toggle'
  | 'new' | 'accept' | 'dispatch' | 'feedback' | 'file' | 'resolve' | 'review' | 'close' | 'rework' | 'reject' | 'recordOnly' | 'undo' | 'map' | 'find'
  | 'acknowledge' | 'confirm' | 'enRoute' | 'onScene' | 'done' | 'decline' | 'recall'
  | `pane:${Pane}`

/** The same everywhere. Keys are `KeyboardEvent.key`, letters in lower case. */
const EVERYWHERE: Readonly<Record<string, DeskVerb>> = {
  '/': 'command', '?': 'keys', escape: 'leave', j: 'down', k: 'up', arrowdown: 'down', arrowup: 'up', home: 'first', end: 'last',
  1: 'pane:queue', 2: 'pane:alerts', 3: 'pane:orders', 4: 'pane:dispatch',
  n: 'new', p: 'dispatch', r: 'feedback', f: 'file', z: 'undo', m: 'map', t: 'find',
}

const INCIDENT: Readonly<Record<string, DeskVerb>> = { a: 'accept', s: 'resolve', v: 'review', c: 'close', w: 'rework', x: 'reject', b: 'recordOnly', enter: 'open' }

/** What a pane adds or means differently. */
const BY_PANE: Record<Pane, Readonly<Record<string, DeskVerb>>> = {
  queue: INCIDENT,
  alerts: { a: 'confirm', enter: 'open' },
  orders: { a: 'acknowledge', e: 'enRoute', o: 'onScene', d: 'done', x: 'decline', u: 'recall', s: 'resolve', v: 'review', c: 'close', enter: 'file' },
  dispatch: { ' ': 'toggle', x: 'toggle', enter: 'open', a: 'accept' },
}

/** Where the sheet of keys shows each verb: its keys, as printed on them, per pane. */
export const KEY_TABLE: { pane: Pane | null; verb: DeskVerb; keys: string }[] = [
  ...table(null, EVERYWHERE),
  ...PANES.flatMap((pane) => table(pane, BY_PANE[pane])),
]

function table(pane: Pane | null, keys: Readonly<Record<string, DeskVerb>>) {
  const printed = (k: string) => ({ escape: 'Esc', arrowdown: '↓', arrowup: '↑', enter: '↵', ' ': '␣', home: 'Home', end: 'End' })[k] ?? k.toUpperCase()
  const byVerb = new Map<DeskVerb, string[]>()
  for (const [key, verb] of Object.entries(keys)) byVerb.set(verb, [...(byVerb.get(verb) ?? []), printed(key)])
  return [...byVerb].map(([verb, k]) => ({ pane, verb, keys: k.join(' ') }))
}

export interface Stroke {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  /** A field, a list of options or a button has it: what is typed there stays there. */
  typing: boolean
  /** A control that Enter and Space press by themselves. */
  pressable: boolean
}

/**
 * The verb of a stroke, or null. Never while typing or composing; never with Ctrl, Alt or Meta, which belong
 * to the browser; Enter and Space stay with a focused button.
 */
export function verbOf(stroke: Stroke, pane: Pane): DeskVerb | null {
  if (stroke.typing || stroke.isComposing || stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null
  const key = stroke.key.toLowerCase()
  if (stroke.pressable && (key === 'enter' || key === ' ')) return null
  return BY_PANE[pane][key] ?? EVERYWHERE[key] ?? null
}

/** Whether a target takes typed characters for itself. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) || target.closest('[role="dialog"]') !== null
}

/** Whether Enter presses the target. */
export const pressable = (target: EventTarget | null): boolean => target instanceof HTMLElement && /^(button|a|summary)$/i.test(target.tagName)
