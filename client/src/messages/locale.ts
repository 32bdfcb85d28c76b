export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

const STORED = 'liandong.lang'

/**
 * Which language a screen speaks: `?lang=` in the address wins and is kept, then what was kept, then Chinese.
 * An unknown value counts as absent.
 */
export function chooseLocale(query: string | null, kept: string | null): Locale {
  for (const wish of [query, kept]) {
    if (wish === null) continue
    const found = LOCALES.find((l) => l.toLowerCase() === wish.toLowerCase() || l.split('-')[0] === wish.toLowerCase())
    if (found) return found
  }
  return 'zh-CN'
}

/** Reads the address and the kept choice of this browser, and keeps the outcome. Storage may be forbidden. */
export function localeOfPage(): Locale {
  const query = new URLSearchParams(location.search).get('lang')
  let kept: string | null = null
  try {
    kept = localStorage.getItem(STORED)
  } catch {
    // A kiosk may forbid storage; the address then decides alone.
  }
  const locale = chooseLocale(query, kept)
  if (query !== null) keepLocale(locale)
  return locale
}

/** Keeps a choice for the next visit, where the browser allows it. */
export function keepLocale(locale: Locale): void {
  try {
    localStorage.setItem(STORED, locale)
  } catch {
    // Nothing kept; the choice holds for this page.
  }
}
