import type { SealedKind } from './contract'

/** Digits shown of a number long enough to stay a number nobody can call: first three, last four. */
const FIRST = 3
const LAST = 4
const LONG = 11

const stars = (n: number) => '*'.repeat(n)

/** `138****0000`; of a shorter one only its last two characters, so that more is hidden than shown. */
function contact(text: string): string {
  const chars = [...text.replace(/\s+/g, '')]
  if (chars.length >= LONG) return chars.slice(0, FIRST).join('') + stars(4) + chars.slice(-LAST).join('')
  return chars.length >= 6 ? stars(4) + chars.slice(-2).join('') : stars(4)
}

/** `张**`: the family name's first character and as many stars as characters, at most three. */
function name(text: string): string {
  const chars = [...text.trim()]
  return (chars[0] ?? '') + stars(Math.min(3, Math.max(1, chars.length - 1)))
}

/** How a sealed text is shown in a list: enough to tell two callers apart, not enough to call one. Worked out when asked, kept nowhere. */
export function maskedForm(kind: SealedKind, text: string): string {
  if (kind === 'caller-contact') return contact(text)
  if (kind === 'caller-name') return name(text)
  return stars(4)
}
