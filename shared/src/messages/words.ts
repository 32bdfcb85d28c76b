import type { EventName, EventValue } from './events'
import { EVENT_NAMES } from './events'
import { en } from './en'
import { DETAIL_ENUMS, REJECTION_DETAIL, type AnyCode, type EnumName, type Texts } from './texts'
import { zhCN } from './zh-CN'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const TEXTS: Record<Language, Texts> = { 'zh-CN': zhCN, en }

/** The words of a language. */
export const textsOf = (language: Language): Texts => TEXTS[language]

export type Values = Readonly<Record<string, string | number | null | undefined>>

/**
 * Fills `{name}` from values. A `[part]` drops out when any value in it is missing or empty; parts don't nest.
 * A value missing outside a part leaves nothing behind. The result is plain text, never markup.
 */
export function fill(text: string, values: Values): string {
  const has = (name: string) => values[name] !== undefined && values[name] !== null && values[name] !== ''
  return text
    .replace(/\[([^[\]]*)\]/g, (_whole, part: string) => ([...part.matchAll(/\{(\w+)\}/g)].every((m) => has(m[1]!)) ? part : ''))
    .replace(/\{(\w+)\}/g, (_whole, name: string) => (has(name) ? String(values[name]) : ''))
    .trim()
}

/** The word for one member of an enum; an unknown member stands for itself, so that a newer server is still readable. */
export function word(language: Language, name: EnumName, member: string | number): string {
  return (TEXTS[language][name] as Record<string, string>)[member] ?? String(member)
}

const isCode = (code: string): code is AnyCode => code in REJECTION_DETAIL

/** A rejection in words, its codes inside translated too. An unknown code stands for itself. */
export function rejectionText(language: Language, code: string, detail: Values = {}): string {
  if (!isCode(code)) return code
  const enums = DETAIL_ENUMS[code] ?? {}
  const values = Object.fromEntries(Object.entries(detail).map(([k, v]) => [k, enums[k] && v !== '' && v != null ? word(language, enums[k], v) : v]))
  return fill(TEXTS[language].rejection[code], values)
}

/** One line of an incident's file. Values come in words; an unknown event stands for its name. */
export function eventText(language: Language, type: string, values: Partial<Record<EventValue, string>>): string {
  return (EVENT_NAMES as readonly string[]).includes(type) ? fill(TEXTS[language].event[type as EventName], values) : type
}
